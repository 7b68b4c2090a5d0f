using System.Collections.Frozen;

namespace Navarch.ApiServer.Authentication;

/// <summary>Who makes a request.</summary>
/// <param name="Name">The user name, e.g. <c>system:kube-scheduler</c>.</param>
/// <param name="Groups">The groups.</param>
public sealed record UserInfo(string Name, ValueList<string> Groups)
{
    /// <summary>The group every authenticated user is in.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>The group every unauthenticated request is in.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>The group that may do everything.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>The user of a request without credentials.</summary>
    public static UserInfo Anonymous { get; } = new("system:anonymous", [UnauthenticatedGroup]);

    /// <summary>The server itself, when it writes what it needs.</summary>
    public static UserInfo Server { get; } = new("system:apiserver", [MastersGroup, AuthenticatedGroup]);

    /// <summary>A unique id of the user, where its authenticator knows one.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Further facts from the authenticator, e.g. the pod a token is bound to.</summary>
    public FrozenDictionary<string, ValueList<string>> Extra { get; init; } = FrozenDictionary<string, ValueList<string>>.Empty;

    /// <summary>Whether the user may do everything.</summary>
    public bool IsMaster => Groups.Contains(MastersGroup, StringComparer.Ordinal);

    /// <summary>An authenticated user: as given, and in the group of the authenticated.</summary>
    public static UserInfo Authenticated(string name, params IEnumerable<string> groups) =>
        new(name, groups.Append(AuthenticatedGroup).Distinct(StringComparer.Ordinal).ToValueList());

    /// <summary>The user a service account acts as.</summary>
    public static UserInfo ServiceAccount(string ns, string name, string uid = "") =>
        Authenticated($"system:serviceaccount:{ns}:{name}", "system:serviceaccounts", $"system:serviceaccounts:{ns}") with { Uid = uid };
}
