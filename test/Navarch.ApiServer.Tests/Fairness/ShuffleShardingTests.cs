using Navarch.ApiServer.Fairness;

namespace Navarch.ApiServer.Tests.Fairness;

public sealed class ShuffleShardingTests
{
    [Theory]
    [InlineData(64, 6)]
    [InlineData(128, 6)]
    [InlineData(16, 4)]
    [InlineData(5, 5)]
    [InlineData(1, 1)]
    public void A_hand_holds_different_queues_and_is_always_the_same(int queues, int handSize)
    {
        for (var i = 0; i < 1000; i++)
        {
            var flow = ShuffleSharding.FlowOf("schema", $"user{i}");
            var hand = new int[handSize];
            var again = new int[handSize];
            ShuffleSharding.Deal(flow, queues, hand);
            ShuffleSharding.Deal(flow, queues, again);
            Assert.Equal(hand, again);
            Assert.Equal(handSize, hand.Distinct().Count());
            Assert.All(hand, index => Assert.InRange(index, 0, queues - 1));
        }
    }

    [Fact]
    public void Hands_use_every_queue_about_as_often()
    {
        var used = new int[64];
        Span<int> hand = stackalloc int[6];
        for (var i = 0; i < 20_000; i++)
        {
            ShuffleSharding.Deal(ShuffleSharding.FlowOf("schema", $"system:serviceaccount:ns{i}:default"), 64, hand);
            foreach (var index in hand)
            {
                used[index]++;
            }
        }

        var expected = 20_000 * 6 / 64.0;
        Assert.All(used, count => Assert.InRange(count, expected * 0.85, expected * 1.15));
    }

    [Fact]
    public void Flows_are_told_apart_by_schema_and_distinguisher() =>
        Assert.Equal(3, new[] { ShuffleSharding.FlowOf("ab", "c"), ShuffleSharding.FlowOf("a", "bc"), ShuffleSharding.FlowOf("abc", "") }.Distinct().Count());
}
