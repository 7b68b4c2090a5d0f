using System.Buffers.Text;
using System.Text;
using Navarch.ApiServer.Verbs;

namespace Navarch.ApiServer.Tests.Fuzzing;

/// <summary>Small languages in queries and fields: selectors, continue tokens, quantities, durations.</summary>
public sealed class TextFuzzTests
{
    [Fact]
    public Task Label_selectors_are_refused_or_mean_what_they_say() => Fuzz.RunAsync(20_000, random =>
    {
        var text = new ByteMutation(random).Text(12, "a", "b", "x.io/y", ",", "=", "==", "!=", "!", " in ", " notin ", "(", ")", ">", "<", " ", "1", "-", "\t", "é", "\0");
        if (!LabelFilter.TryParse(text, out var filter, out var error))
        {
            Assert.NotEmpty(error);
            return;
        }

        Assert.True(LabelFilter.TryParse(filter.ToString(), out var again, out error), $"'{text}' is written as '{filter}': {error}");
        Assert.Equal(filter.ToString(), again.ToString());
        foreach (var labels in new[] { default, ValueMap.Of(("a", "b")), ValueMap.Of(("a", "1"), ("b", ""), ("x.io/y", "b")) })
        {
            Assert.Equal(filter.Matches(labels), again.Matches(labels));
        }
    });

    [Fact]
    public Task Field_selectors_are_refused_or_mean_what_they_say() => Fuzz.RunAsync(20_000, random =>
    {
        var text = new ByteMutation(random).Text(10, "metadata.name", "a", "=", "==", "!=", "!", ",", "\\", "\\,", "\\=", " ", "é", "\0");
        if (!FieldFilter.TryParse(text, out var filter, out var error))
        {
            Assert.NotEmpty(error);
            return;
        }

        Assert.True(FieldFilter.TryParse(filter.ToString(), out var again, out _));
        Assert.Equal(filter.Requirements, again.Requirements);
    });

    [Fact]
    public Task Continue_tokens_are_refused_or_read() => Fuzz.RunAsync(10_000, random =>
    {
        var token = new ContinueToken(random.NextInt64(1, long.MaxValue), "ns/" + random.Next());
        Assert.Equal(token, ContinueToken.Read(token.ToString()));
        var broken = new ByteMutation(random).Broken(Encoding.UTF8.GetBytes(token.ToString()));
        var read = ContinueToken.Read(Encoding.Latin1.GetString(broken)) ?? ContinueToken.Read(Base64Url.EncodeToString(new ByteMutation(random).Broken(Base64Url.DecodeFromChars(token.ToString()))));
        Assert.True(read is null or { After.Length: > 0, Revision: not 0 });
    });

    [Fact]
    public Task Quantities_are_refused_or_read_back_as_they_are_written() => Fuzz.RunAsync(40_000, random =>
    {
        var text = new ByteMutation(random).Text(8, "0", "1", "9", "5", ".", "-", "+", "e", "E", "k", "Ki", "M", "Mi", "m", "u", "n", "Ei", "E3", "e-9", "999999999999", " ");
        if (!Quantity.TryParse(text, out var quantity))
        {
            return;
        }

        var written = quantity.ToString();
        Assert.True(Quantity.TryParse(written, out var again), $"'{text}' is written as '{written}'");
        Assert.Equal(written, again.ToString());
        Assert.True(quantity == again, $"'{text}' is written as '{written}'");
    });

    [Fact]
    public Task Durations_are_refused_or_read_back_as_they_are_written() => Fuzz.RunAsync(20_000, random =>
    {
        var text = new ByteMutation(random).Text(8, "0", "1", "99", ".", "5", "-", "+", "h", "m", "s", "ms", "us", "µs", "ns", " ", "9999999999");
        if (GoDuration.TryParse(text, out var duration))
        {
            Assert.True(GoDuration.TryParse(GoDuration.Format(duration), out var again));
            Assert.Equal(duration, again);
        }
    });
}
