namespace Navarch.ApiServer.Admission;

/// <summary>What is being done to an object.</summary>
internal enum AdmissionOperation
{
    /// <summary>It is created.</summary>
    Create,

    /// <summary>It is changed.</summary>
    Update,

    /// <summary>It is deleted.</summary>
    Delete,

    /// <summary>A stream to it is opened.</summary>
    Connect,
}

/// <summary>A write that asks for admission.</summary>
/// <param name="Operation">What is being done.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Old">The object before; null for a creation.</param>
/// <param name="Context">The rest.</param>
internal sealed record AdmissionRequest(AdmissionOperation Operation, string Name, IKubernetesObject? Old, WriteContext Context) : IDisposable
{
    private Action? ended;

    /// <summary>Calls <paramref name="action"/> when the write has been done, refused or given up.</summary>
    public void Finally(Action action) => ended += action;

    /// <summary>The write has been done, refused or given up.</summary>
    public void Dispose() => ended?.Invoke();
}

/// <summary>One rule of admission: it lets a write pass, changes its object, or refuses it.</summary>
internal interface IAdmissionRule
{
    /// <summary>The object as it may pass (null for a deletion), or why it may not.</summary>
    ValueTask<ApiResult<IKubernetesObject?>> AdmitAsync(IKubernetesObject? obj, AdmissionRequest request, CancellationToken cancellationToken);
}
