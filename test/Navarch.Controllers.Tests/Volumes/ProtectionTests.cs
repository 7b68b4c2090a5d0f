using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;
using static Navarch.Controllers.Volumes.VolumeMake;

namespace Navarch.Controllers.Volumes;

public class ProtectionTests
{
    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(false, true, false, null)]
    [InlineData(true, true, true, null)]
    [InlineData(true, true, false, false)]
    [InlineData(true, false, false, null)]
    public void A_claim_is_held_while_in_use(bool deleting, bool held, bool inUse, bool? holds)
    {
        var claim = Claim();
        claim = held ? claim with { Metadata = claim.Metadata.WithFinalizer(VolumeMarks.ClaimProtection) } : claim;

        var effects = ClaimProtectionController.Decide(new(deleting ? claim.Deleting() : claim, inUse), DateTimeOffset.UnixEpoch).Effects;

        Assert.Equal(holds, effects.IsEmpty ? null : ((Effect.Update)effects[0]).Object.Metadata.HasFinalizer(VolumeMarks.ClaimProtection));
    }

    [Theory]
    [InlineData("Bound", null)]
    [InlineData("Released", false)]
    [InlineData("Available", false)]
    public void A_volume_is_held_while_bound(string phase, bool? holds)
    {
        var volume = Volume(phase: phase);
        volume = (volume with { Metadata = volume.Metadata.WithFinalizer(VolumeMarks.VolumeProtection) }).Deleting();

        var effects = VolumeProtectionController.Decide(new(volume), DateTimeOffset.UnixEpoch).Effects;

        Assert.Equal(holds, effects.IsEmpty ? null : ((Effect.Update)effects[0]).Object.Metadata.HasFinalizer(VolumeMarks.VolumeProtection));
    }

    [Fact]
    public void An_ephemeral_volume_gets_a_claim_that_its_pod_owns()
    {
        var pod = new Pod
        {
            Metadata = new() { Namespace = "default", Name = "web", UID = "pod-uid" },
            Spec = new() { Volumes = [new() { Name = "scratch", Ephemeral = new() { VolumeClaimTemplate = new() { Spec = Claim().Spec } } }] },
        };

        var create = Assert.IsType<Effect.Create>(Assert.Single(EphemeralVolumeController.Decide(new(pod, []), DateTimeOffset.UnixEpoch).Effects));

        Assert.Equal("web-scratch", create.Object.Metadata.Name);
        Assert.True(create.Object.Metadata.IsControlledBy("pod-uid"));
        Assert.Empty(EphemeralVolumeController.Decide(new(pod, [(PersistentVolumeClaim)create.Object]), DateTimeOffset.UnixEpoch).Effects);
    }
}
