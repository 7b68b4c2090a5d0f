using Navarch.Node.Images;

namespace Navarch.Node.Tests.Images;

public sealed class PullTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Always", true, null, PullDecision.Pull)]
    [InlineData("Always", true, 5, PullDecision.BackOff)]
    [InlineData("Always", false, null, PullDecision.Pull)]
    [InlineData("IfNotPresent", true, 5, PullDecision.UsePresent)]
    [InlineData("IfNotPresent", false, null, PullDecision.Pull)]
    [InlineData("IfNotPresent", false, 5, PullDecision.BackOff)]
    [InlineData("IfNotPresent", false, -5, PullDecision.Pull)]
    [InlineData("Never", true, null, PullDecision.UsePresent)]
    [InlineData("Never", false, null, PullDecision.Refuse)]
    public void The_policy_decides_about_pulling(string policy, bool present, int? backOffSeconds, PullDecision expected) =>
        Assert.Equal(expected, PullDecisions.Decide(policy, present, backOffSeconds is { } s ? Now.AddSeconds(s) : null, Now));

    [Theory]
    [InlineData("nginx", "docker.io/library/nginx:latest", "Always")]
    [InlineData("nginx:1.25", "docker.io/library/nginx:1.25", "IfNotPresent")]
    [InlineData("team/app", "docker.io/team/app:latest", "Always")]
    [InlineData("localhost/app:v1", "localhost/app:v1", "IfNotPresent")]
    [InlineData("registry:5000/team/app", "registry:5000/team/app:latest", "Always")]
    [InlineData("registry.k8s.io/pause@sha256:0123456789abcdef0123456789abcdef", "registry.k8s.io/pause@sha256:0123456789abcdef0123456789abcdef", "IfNotPresent")]
    public void A_short_image_name_is_filled_in(string text, string full, string policy)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal((full, policy), (reference?.ToString(), reference?.DefaultPullPolicy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Nginx")]
    [InlineData("nginx:")]
    [InlineData("a b")]
    [InlineData("Team/app")]
    [InlineData("nginx@sha256:12")]
    public void What_is_no_image_name_is_refused(string text) => Assert.Null(ImageReference.Parse(text));

    [Fact]
    public void The_names_of_imported_images_are_read_from_what_the_tool_prints() =>
        Assert.Equal(["docker.io/library/a:1"], ImageImporter.References("unpacking docker.io/library/a:1 (sha256:12)...done\nother\n"));
}
