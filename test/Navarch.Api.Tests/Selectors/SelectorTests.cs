using Navarch.Api.Core.V1;

namespace Navarch.Api.Tests.Selectors;

public class SelectorTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("a=1", true)]
    [InlineData("a==1,b=2", true)]
    [InlineData("a!=1", false)]
    [InlineData("a in (1, 2),b notin (3)", true)]
    [InlineData("a notin (1)", false)]
    [InlineData("a", true)]
    [InlineData("!a", false)]
    [InlineData("!c , c!=x", true)]
    [InlineData("b>1,b<3", true)]
    [InlineData("b>2", false)]
    [InlineData("c in ()", false)]
    public void A_label_selector_selects(string text, bool expected)
    {
        Assert.True(LabelFilter.TryParse(text, out var filter, out var error), error);
        Assert.Equal(expected, filter.Matches(ValueMap.Of(("a", "1"), ("b", "2"))));
    }

    [Theory]
    [InlineData("a in 1")]
    [InlineData("a=1,")]
    [InlineData("=1")]
    [InlineData("a b")]
    [InlineData("a in (1")]
    [InlineData("a>x")]
    [InlineData("a=-")]
    public void A_malformed_label_selector_is_refused(string text)
    {
        Assert.False(LabelFilter.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("spec.nodeName=n1", true)]
    [InlineData("spec.nodeName!=n1", false)]
    [InlineData("metadata.name=p,status.phase=Running", true)]
    [InlineData("status.phase==Failed", false)]
    public void A_field_selector_selects(string text, bool expected)
    {
        var pod = new Pod { Metadata = new() { Name = "p" }, Spec = new() { NodeName = "n1" }, Status = new() { Phase = "Running" } };
        Assert.True(FieldFilter.TryParse(text, out var filter, out var error), error);
        Assert.Equal(expected, filter.Matches(pod));
    }

    [Fact]
    public void No_selector_selects_nothing_and_an_empty_one_everything()
    {
        Assert.False(LabelSelectors.Matches(null, default));
        Assert.True(LabelSelectors.Matches(LabelSelector.Empty, default));
    }
}
