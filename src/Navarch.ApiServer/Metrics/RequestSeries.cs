namespace Navarch.ApiServer.Metrics;

/// <summary>What tells the requests apart that are counted together.</summary>
internal readonly record struct RequestKey(string Verb, string Group, string Version, string Resource, string Subresource, string Scope, string DryRun, int Code)
{
    /// <summary>Of a few parts only: the others rarely differ where these do not, and this is on the way of each request.</summary>
    public override int GetHashCode() => HashCode.Combine(Verb.Length, Resource.GetHashCode(StringComparison.Ordinal), Subresource.Length, Scope.Length, Code);
}

/// <summary>Where requests that are counted together are counted: looked up once a request.</summary>
/// <param name="Total">How many there were.</param>
/// <param name="Duration">How long they took; null for long-running ones.</param>
/// <param name="ResponseSize">How large their answers were.</param>
/// <param name="BodySize">How large their bodies were.</param>
internal sealed record RequestSeries(Counter Total, Histogram? Duration, Histogram ResponseSize, Histogram BodySize);
