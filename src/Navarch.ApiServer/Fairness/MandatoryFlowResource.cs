using Navarch.Api.FlowControl.V1;
using Navarch.Api.Validation;

namespace Navarch.ApiServer.Fairness;

/// <summary>Flow schemas and priority levels: what is mandatory cannot be made other than it is, and only <c>exempt</c> is exempt.</summary>
internal sealed class MandatoryFlowResource : ResourceStrategy
{
    /// <inheritdoc/>
    public override IEnumerable<FieldError> Validate(IKubernetesObject obj, WriteContext context)
    {
        var name = obj.Metadata.Name;
        if (obj is PriorityLevelConfiguration level && name == DefaultFlowControl.Exempt != (level.Spec.Type == PriorityLevelEnablements.Exempt))
        {
            yield return Faults.Invalid("spec.type", level.Spec.Type, $"must be '{PriorityLevelEnablements.Exempt}' if and only if `name` is '{DefaultFlowControl.Exempt}'");
        }
        else if (DefaultFlowControl.IsMandatory(name) && !IsAsItMustBe(obj))
        {
            yield return Faults.Invalid("spec", name, $"spec of '{name}' must equal the fixed value");
        }
    }

    private static bool IsAsItMustBe(IKubernetesObject obj) => obj switch
    {
        FlowSchema schema => schema.Spec.Equals(DefaultFlowControl.Schemas.First(s => s.Metadata.Name == schema.Metadata.Name).Spec),

        // The shares and the lending of the exempt level are anybody's to set.
        PriorityLevelConfiguration { Metadata.Name: DefaultFlowControl.Exempt } => true,
        PriorityLevelConfiguration level => level.Spec.Equals(DefaultFlowControl.Levels.First(l => l.Metadata.Name == level.Metadata.Name).Spec),
        _ => true,
    };
}
