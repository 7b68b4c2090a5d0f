using Navarch.Api.Validation;
using Navarch.ApiServer.Endpoints;

namespace Navarch.ApiServer.Verbs;

/// <summary>What the options of a delete may say, whichever object they are for.</summary>
internal static class DeleteOptionsRules
{
    /// <summary>The refusal of options, or null.</summary>
    public static Status? Check(DeleteOptions options)
    {
        var faults = new List<FieldError>();
        if (options is { OrphanDependents: not null, PropagationPolicy: { } both })
        {
            faults.Add(Faults.Invalid("propagationPolicy", both, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (options.PropagationPolicy is { } policy && policy is not ("Orphan" or "Background" or "Foreground"))
        {
            faults.Add(Faults.NotSupported("propagationPolicy", policy, "Foreground", "Background", "Orphan", "nil"));
        }

        WriteOptions.CheckDryRun(faults, options.DryRun.ToArray());
        return Failures.InvalidOptions("DeleteOptions", faults);
    }
}
