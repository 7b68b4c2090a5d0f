namespace Navarch.Api.Tests.Values;

public class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Ki", "0")]
    [InlineData("1", "1")]
    [InlineData("1000", "1k")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("0.1", "100m")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1023", "1023")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("512", "512")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E6", "12e6")]
    [InlineData("1E", "1E")]
    [InlineData("100k", "100k")]
    [InlineData("-5m", "-5m")]
    [InlineData("+5", "5")]
    [InlineData("1u", "1u")]
    [InlineData("0.1n", "1n")]
    [InlineData("1.0000000001", "1000000001n")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("16Ei", "9223372036854775807")]
    [InlineData("100Pi", "100Pi")]
    [InlineData("128974848", "128974848")]
    [InlineData("129e6", "129e6")]
    [InlineData("123Mi", "123Mi")]
    public void The_text_is_canonical(string text, string canonical) => Assert.Equal(canonical, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("Mi")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("1KI")]
    [InlineData("1e")]
    public void Other_texts_are_none(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("100m", 1, 100)]
    [InlineData("1100m", 2, 1100)]
    [InlineData("1", 1, 1000)]
    [InlineData("-1100m", -2, -1100)]
    [InlineData("1n", 1, 1)]
    [InlineData("1Ki", 1024, 1024000)]
    [InlineData("8Ei", long.MaxValue, long.MaxValue)]
    public void Whole_values_round_away_from_zero(string text, long value, long milli)
    {
        Assert.Equal(value, Quantity.Parse(text).Value());
        Assert.Equal(milli, Quantity.Parse(text).MilliValue());
    }

    [Fact]
    public void Amounts_compare_and_add_by_value()
    {
        Assert.Equal(Quantity.Parse("1Gi"), Quantity.Parse("1073741824"));
        Assert.True(Quantity.Parse("1G") < Quantity.Parse("1Gi"));
        Assert.Equal("1500m", (Quantity.Parse("1") + Quantity.Parse("500m")).ToString());
        Assert.Equal("3Gi", (Quantity.Parse("1Gi") + Quantity.Parse("2Gi")).ToString());
        Assert.Equal("1Gi", (Quantity.Zero + Quantity.Parse("1Gi")).ToString());
        Assert.Equal("500m", (Quantity.Parse("1") - Quantity.Parse("500m")).ToString());
        Assert.Equal("300m", (Quantity.Parse("100m") * 3).ToString());
    }
}
