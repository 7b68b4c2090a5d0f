using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;
using static Navarch.Controllers.Volumes.VolumeMake;

namespace Navarch.Controllers.Volumes;

public class VolumePhaseTests
{
    [Theory]
    [InlineData("none", "Pending", "Available")]
    [InlineData("", "Pending", "Available")]
    [InlineData(Uid, "Available", "Bound")]
    public void The_phase_follows_the_claim(string claimUid, string before, string after)
    {
        var claim = Claim(volume: "pv");

        var effects = Decide(new(Volume(claimUid: claimUid, phase: before), claim, true));

        Assert.Equal(after, StatusOf(effects).Phase);
    }

    [Theory]
    [InlineData("Retain", false, "Released")]
    [InlineData("Delete", true, "Released")]
    [InlineData("Delete", false, "Failed")]
    [InlineData("Recycle", false, "Failed")]
    public void A_volume_whose_claim_is_gone_is_reclaimed_by_its_policy(string policy, bool local, string phase)
    {
        var volume = Volume(claimUid: Uid, phase: "Bound", policy: policy);

        Assert.Equal(phase, StatusOf(Decide(new(local ? volume.Local() : volume, null, true))).Phase);
    }

    [Fact]
    public void A_released_folder_is_deleted() =>
        Assert.IsType<Effect.Delete>(Assert.Single(Decide(new(Volume(claimUid: Uid, phase: "Released", policy: "Delete").Local(), null, true))));

    [Fact]
    public void A_volume_whose_claim_took_another_is_free_again()
    {
        var volume = Volume(claimUid: Uid, phase: "Available");
        volume = volume with { Metadata = volume.Metadata.WithAnnotation(VolumeMarks.BoundByController, "yes") };

        var update = Assert.IsType<Effect.Update>(Assert.Single(Decide(new(volume, Claim(volume: "other"), true))));

        Assert.Null(((PersistentVolume)update.Object).Spec.ClaimRef);
    }

    [Fact]
    public void A_reservation_by_the_user_stays_when_its_claim_took_another()
    {
        var update = Assert.IsType<Effect.Update>(Assert.Single(Decide(new(Volume(claimUid: Uid), Claim(volume: "other"), true))));

        Assert.Equal(("data", ""), (((PersistentVolume)update.Object).Spec.ClaimRef!.Name, ((PersistentVolume)update.Object).Spec.ClaimRef!.UID));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void The_folder_of_a_lost_node_holds_nothing(bool nodeExists, int effects) =>
        Assert.Equal(effects, Decide(new(Volume(claimUid: Uid).Local().Deleting(), null, nodeExists)).Count);

    private static ValueList<Effect> Decide(VolumePhaseObserved observed) => VolumePhaseController.Decide(observed, DateTimeOffset.UnixEpoch).Effects;

    private static PersistentVolumeStatus StatusOf(ValueList<Effect> effects)
    {
        var update = Assert.IsType<Effect.Update>(Assert.Single(effects));
        Assert.Equal("status", update.Subresource);
        return ((PersistentVolume)update.Object).Status;
    }
}
