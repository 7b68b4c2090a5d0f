using System.Buffers;
using System.Text;
using Navarch.Api.Core.V1;

namespace Navarch.Api.Validation;

/// <summary>Rules for what containers may do: users, privileges, profiles.</summary>
internal static class SecurityRules
{
    private static readonly SearchValues<char> NotInWindowsUsers = SearchValues.Create("\"/\\:;|=,+*?<>@[]");

    private const string IdMessage = "must be between 0 and 2147483647, inclusive";
    private const int LongestProfile = 4095;
    private const int LongestCredential = 64 * 1024;

    /// <summary>The security context of a container.</summary>
    public static void Validate(SecurityContext? context, PodSpec spec, FieldPath container, ErrorList errors)
    {
        if (context is null)
        {
            return;
        }

        var path = container.Child("securityContext");
        Id(context.RunAsUser, path, "runAsUser", errors);
        Id(context.RunAsGroup, path, "runAsGroup", errors);
        if (context.ProcMount == ProcMountTypes.Unmasked && spec.HostUsers != false)
        {
            errors.Invalid(path.Child("procMount"), context.ProcMount, "`hostUsers` must be false to use `Unmasked`");
        }

        Profile(context.SeccompProfile, path, errors);
        Profile(context.AppArmorProfile, path, errors);
        Windows(context.WindowsOptions, path, errors);
        if (context.AllowPrivilegeEscalation == false)
        {
            if (context.Privileged == true)
            {
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }

            if (context.Capabilities?.Add.Contains("CAP_SYS_ADMIN") == true)
            {
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    /// <summary>The number of a user or group.</summary>
    public static void Id(long? id, FieldPath at, string name, ErrorList errors)
    {
        if (id is < 0 or > int.MaxValue)
        {
            errors.Invalid(at.Child(name), id, IdMessage);
        }
    }

    /// <summary>A seccomp profile: a file of the node only where the type says so.</summary>
    public static void Profile(SeccompProfile? profile, FieldPath context, ErrorList errors)
    {
        if (profile is null)
        {
            return;
        }

        var path = context.Child("seccompProfile");
        if (profile.Type == SeccompProfileTypes.Localhost)
        {
            if (profile.LocalhostProfile is null)
            {
                errors.Required(path.Child("localhostProfile"), "must be set when seccomp type is Localhost");
            }
            else
            {
                FileRules.Descending(profile.LocalhostProfile, path, "localhostProfile", errors);
            }
        }
        else if (profile.LocalhostProfile is not null)
        {
            errors.Invalid(path.Child("localhostProfile"), profile.LocalhostProfile, "can only be set when seccomp type is Localhost");
        }
    }

    /// <summary>An AppArmor profile: a name only where the type says so.</summary>
    public static void Profile(AppArmorProfile? profile, FieldPath context, ErrorList errors)
    {
        if (profile is null)
        {
            return;
        }

        var path = context.Child("appArmorProfile");
        var name = profile.LocalhostProfile;
        if (profile.Type == AppArmorProfileTypes.Localhost)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                errors.Required(path.Child("localhostProfile"), "must be set when AppArmor type is Localhost");
            }
            else if (name.Trim().Length != name.Length)
            {
                errors.Invalid(path.Child("localhostProfile"), name, "must not be padded with whitespace");
            }
            else if (Encoding.UTF8.GetByteCount(name) > LongestProfile)
            {
                errors.TooLong(path.Child("localhostProfile"), LongestProfile);
            }
        }
        else if (name is not null)
        {
            errors.Invalid(path.Child("localhostProfile"), name, "can only be set when AppArmor type is Localhost");
        }
    }

    /// <summary>Settings of Windows: no empty names, users as Windows names them.</summary>
    public static void Windows(WindowsSecurityContextOptions? options, FieldPath context, ErrorList errors)
    {
        if (options is null)
        {
            return;
        }

        var path = context.Child("windowsOptions");
        NotEmpty(options.GMSACredentialSpecName, path, "gmsaCredentialSpecName", errors);
        errors.Check(path, "gmsaCredentialSpecName", options.GMSACredentialSpecName, Names.Dns1123SubdomainProblem);
        NotEmpty(options.GMSACredentialSpec, path, "gmsaCredentialSpec", errors);
        if (options.GMSACredentialSpec is { } credential && Encoding.UTF8.GetByteCount(credential) > LongestCredential)
        {
            errors.Invalid(path.Child("gmsaCredentialSpec"), credential, $"gmsaCredentialSpec size must be under {LongestCredential} KiB");
        }

        NotEmpty(options.RunAsUserName, path, "runAsUserName", errors);
        errors.Check(path, "runAsUserName", options.RunAsUserName, WindowsUserProblem);
    }

    // DOMAIN\user: a host or DNS name of 256 characters, and 104 characters without those that Windows keeps for itself.
    private static string? WindowsUserProblem(string name)
    {
        var parts = name.Split('\\');
        var user = parts[^1];
        return name.Any(char.IsControl) ? "runAsUserName cannot contain control characters"
            : parts.Length > 2 ? "runAsUserName cannot contain more than one backslash"
            : user.Length == 0 ? "runAsUserName's User cannot be empty"
            : user.Length > 104 ? "runAsUserName's User length must not be longer than 104 characters"
            : user.AsSpan().ContainsAny(NotInWindowsUsers) ? "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"
            : user.All(c => c is '.' or ' ') ? "runAsUserName's User cannot contain only periods or spaces"
            : parts.Length == 2 && parts[0].Length == 0 ? "runAsUserName's Domain doesn't match the NetBIOS nor the DNS format"
            : parts.Length == 2 && parts[0].Length > 255 ? "runAsUserName's Domain length must be under 256 characters"
            : null;
    }

    private static void NotEmpty(string? value, FieldPath at, string name, ErrorList errors)
    {
        if (value is { Length: 0 })
        {
            errors.Invalid(at.Child(name), "", $"{name} cannot be an empty string");
        }
    }
}
