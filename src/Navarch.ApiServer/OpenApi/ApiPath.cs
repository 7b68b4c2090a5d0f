namespace Navarch.ApiServer.OpenApi;

/// <summary>A path with everything a client may send to it.</summary>
/// <param name="Path">The path, with names in braces for what varies.</param>
/// <param name="Operations">The operations, one a method.</param>
internal sealed record ApiPath(string Path, IReadOnlyList<ApiOperation> Operations)
{
    /// <summary>The parameters of every operation, which stand once, at the path.</summary>
    public IReadOnlyList<ApiParameter> SharedParameters { get; } =
        [.. Operations.Take(1).SelectMany(o => o.Parameters).Where(p => Operations.All(o => o.Parameters.Contains(p))).OrderBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>The parameters of an operation that not every other one has.</summary>
    public IEnumerable<ApiParameter> OwnParameters(ApiOperation operation) =>
        operation.Parameters.Except(SharedParameters).OrderBy(p => p.Name, StringComparer.Ordinal);
}
