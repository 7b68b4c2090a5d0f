namespace Navarch.Storage;

/// <summary>
/// Where a value lives: a bucket (one for each resource, e.g. <c>pods</c> or <c>apps/deployments</c>) and a name in it
/// (<c>namespace/name</c>, or <c>name</c> for cluster-scoped resources).
/// </summary>
public readonly record struct StoreKey(string Bucket, string Name);
