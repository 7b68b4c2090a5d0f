using Navarch.Api.Batch.V1;

namespace Navarch.ApiServer.Resources.Batch;

/// <summary>Jobs: their selector and the labels it needs are made from their uid, so that no two jobs share pods.</summary>
internal sealed class JobResource : ResourceStrategy
{
    private const string UidLabel = "batch.kubernetes.io/controller-uid";
    /// <inheritdoc/>
    public override bool OrphansByDefault => true;

    /// <inheritdoc/>
    public override IKubernetesObject PrepareForCreate(IKubernetesObject obj, WriteContext context)
    {
        var job = (Job)obj;
        if (job.Spec.ManualSelector == true)
        {
            return job;
        }

        var uid = job.Metadata.UID;
        var labels = job.Spec.Template.Metadata.Labels
            .SetItem(UidLabel, uid)
            .SetItem("controller-uid", uid)
            .SetItem("batch.kubernetes.io/job-name", job.Metadata.Name)
            .SetItem("job-name", job.Metadata.Name);
        return job with
        {
            Spec = job.Spec with
            {

                // A selector of the client's own is kept, for the rules to refuse.
                Selector = job.Spec.Selector is { } given
                    ? given with { MatchLabels = given.MatchLabels.SetItem(UidLabel, uid) }
                    : new LabelSelector { MatchLabels = ValueMap.Of((UidLabel, uid)) },
                Template = job.Spec.Template with { Metadata = job.Spec.Template.Metadata with { Labels = labels } },
            },
        };
    }
}
