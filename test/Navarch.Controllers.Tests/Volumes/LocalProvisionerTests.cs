using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;
using static Navarch.Controllers.Volumes.VolumeMake;

namespace Navarch.Controllers.Volumes;

public class LocalProvisionerTests
{
    private static readonly Node Node = new()
    {
        Metadata = new() { Name = "n1", Labels = ValueMap.Of(("kubernetes.io/hostname", "host1")), Annotations = ValueMap.Of((VolumeMarks.NodeFolder, "/data/volumes")) },
    };

    [Fact]
    public void The_volume_is_a_folder_of_the_chosen_node_reserved_for_the_claim()
    {
        var create = Assert.IsType<Effect.Create>(Assert.Single(Decide(new(Claim("3Gi", "standard", node: "n1"), Class(), Node))));

        var volume = (PersistentVolume)create.Object;
        Assert.Equal($"/data/volumes/pvc-{Uid}_default_data", volume.Spec.Local!.Path);
        Assert.Equal(Uid, volume.Spec.ClaimRef!.UID);
        Assert.Equal(("3Gi", "Delete", "standard"), (volume.Spec.Capacity["storage"].ToString(), volume.Spec.PersistentVolumeReclaimPolicy, volume.Spec.StorageClassName));
        Assert.True(VolumeClaims.Reaches(volume, Node));
        Assert.False(VolumeClaims.Reaches(volume, Node with { Metadata = Node.Metadata with { Labels = ValueMap.Of(("kubernetes.io/hostname", "host2")) } }));
        Assert.True(volume.Metadata.HasFinalizer(VolumeMarks.FolderFinalizer));
    }

    [Fact]
    public void A_node_that_cannot_is_taken_back_so_that_the_pod_is_scheduled_anew()
    {
        var update = Assert.IsType<Effect.Update>(Assert.Single(Decide(new(Claim(storageClass: "standard", node: "gone"), Class(), null))));

        Assert.Equal("", update.Object.Metadata.Annotation(VolumeMarks.SelectedNode));
    }

    [Fact]
    public void Block_devices_are_refused_with_a_reason()
    {
        var claim = Claim(storageClass: "standard", node: "n1");

        var effects = Decide(new(claim with { Spec = claim.Spec with { VolumeMode = "Block" } }, Class(), Node));

        Assert.Equal("ProvisioningFailed", Assert.IsType<Effect.Tell>(Assert.Single(effects)).Note.Reason);
    }

    private static ValueList<Effect> Decide(LocalProvisioningObserved observed) => LocalProvisionerController.Decide(observed, DateTimeOffset.UnixEpoch).Effects;
}
