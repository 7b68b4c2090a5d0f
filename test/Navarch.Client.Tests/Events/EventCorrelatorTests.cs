namespace Navarch.Client.Events;

public sealed class EventCorrelatorTests
{
    private static readonly EventIdentity Identity = new("kubelet", "Pod", "ns", "a", "uid", "", "Warning", "BackOff");
    private readonly EventCorrelator correlator = new();
    private readonly DateTimeOffset start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Repeats_count_up_in_one_event()
    {
        correlator.Take(Identity, "m", start);
        correlator.Wrote(Identity, "m", "a.1");

        var second = correlator.Take(Identity, "m", start.AddSeconds(9));

        Assert.Equal(new EventOccurrence("m", 2, start, "a.1"), second);
    }

    [Fact]
    public void Many_different_messages_of_one_reason_share_an_event()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"m{i}", correlator.Take(Identity, $"m{i}", start)?.Message);
        }

        Assert.Equal("(combined from similar events): m10", correlator.Take(Identity, "m10", start)?.Message);
        Assert.Equal(2, correlator.Take(Identity, "m11", start)?.Count);
    }

    [Fact]
    public void An_object_that_events_keep_coming_for_gets_few()
    {
        var shown = Enumerable.Range(0, 100).Count(_ => correlator.Take(Identity, "m", start) is not null);

        Assert.Equal(25, shown);
        Assert.NotNull(correlator.Take(Identity, "m", start.AddMinutes(5)));
        Assert.Null(correlator.Take(Identity, "m", start.AddMinutes(5)));
    }
}
