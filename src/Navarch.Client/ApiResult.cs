using System.Diagnostics.CodeAnalysis;
using Navarch.Api;

namespace Navarch.Client;

/// <summary>What the API answered: a value, or the <see cref="Status"/> that says why not.</summary>
/// <typeparam name="T">The value.</typeparam>
public readonly struct ApiResult<T>
{
    private readonly T value;

    private ApiResult(T value, Status? status)
    {
        this.value = value;
        Status = status;
    }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Status))]
    public bool IsSuccess => Status is null;

    /// <summary>The value; throws <see cref="ApiException"/> when the request was refused.</summary>
    public T Value => Status is null ? value : throw new ApiException(Status);

    /// <summary>Why the request was refused, or null.</summary>
    public Status? Status { get; }

    /// <summary>The object does not exist.</summary>
    public bool IsNotFound => Is("NotFound");

    /// <summary>The object changed since it was read, or a precondition does not hold.</summary>
    public bool IsConflict => Is("Conflict");

    /// <summary>An object of that name exists.</summary>
    public bool IsAlreadyExists => Is("AlreadyExists");

    /// <summary>The history asked for is gone; list again.</summary>
    public bool IsExpired => Is("Expired") || Is("Gone");

    /// <summary>The caller may not do this.</summary>
    public bool IsForbidden => Is("Forbidden");

    /// <summary>The object failed validation.</summary>
    public bool IsInvalid => Is("Invalid");

    /// <summary>The value, or the default one when the request was refused.</summary>
    public T? ValueOrDefault => Status is null ? value : default;

    /// <summary>An answer with a value.</summary>
    public static ApiResult<T> Ok(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static ApiResult<T> Refused(Status status) => new(default!, status);

    /// <summary>A refusal.</summary>
    public static implicit operator ApiResult<T>(Status status) => Refused(status);

    /// <summary>A value; not available when <typeparamref name="T"/> is an interface (use <see cref="Ok"/>).</summary>
    public static implicit operator ApiResult<T>(T value) => Ok(value);

    /// <summary>The same answer with the value seen as something else.</summary>
    public ApiResult<TOther> Select<TOther>(Func<T, TOther> map) =>
        Status is null ? ApiResult<TOther>.Ok(map(value)) : ApiResult<TOther>.Refused(Status);

    /// <inheritdoc/>
    public override string ToString() => Status is null ? value?.ToString() ?? "" : $"{Status.Reason}: {Status.Message}";

    private bool Is(string reason) => Status is not null && Status.Reason == reason;
}

/// <summary>A refusal of the API met where only success was acceptable.</summary>
public sealed class ApiException(Status status) : Exception(status.Message)
{
    /// <summary>What the API answered.</summary>
    public Status Status { get; } = status;
}
