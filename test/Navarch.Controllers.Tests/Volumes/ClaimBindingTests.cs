using Navarch.Api;
using Navarch.Api.Core.V1;
using Navarch.Reconciling;
using static Navarch.Controllers.Volumes.VolumeMake;

namespace Navarch.Controllers.Volumes;

public class ClaimBindingTests
{
    [Fact]
    public void The_claim_is_written_into_the_volume_first()
    {
        var effects = Decide(new(Claim(), null, null, Volume()));

        var written = Updated<PersistentVolume>(effects);
        Assert.Equal(Uid, written.Spec.ClaimRef!.UID);
        Assert.Equal("yes", written.Metadata.Annotation(VolumeMarks.BoundByController));
    }

    [Fact]
    public void Then_the_volume_is_written_into_the_claim()
    {
        var effects = Decide(new(Claim(), null, null, Volume(claimUid: Uid)));

        var written = Updated<PersistentVolumeClaim>(effects);
        Assert.Equal("pv", written.Spec.VolumeName);
        Assert.Equal("yes", written.Metadata.Annotation(VolumeMarks.BindCompleted));
        Assert.Equal("yes", written.Metadata.Annotation(VolumeMarks.BoundByController));
    }

    [Fact]
    public void Then_the_status_shows_what_the_volume_gives()
    {
        var effects = Decide(new(Claim(volume: "pv", completed: true), null, Volume(size: "2Gi", claimUid: Uid), null));

        var status = Updated<PersistentVolumeClaim>(effects, "status").Status;
        Assert.Equal("Bound", status.Phase);
        Assert.Equal(Quantity.Parse("2Gi"), status.Capacity["storage"]);
    }

    [Theory]
    [InlineData("the volume the user named is missing", "", "none", null)]
    [InlineData("the volume the user named is another's", "pv", "other", null)]
    [InlineData("the volume the user named is too small", "pv", "none", "VolumeMismatch")]
    public void A_claim_waits_while(string why, string volume, string claimUid, string? reason)
    {
        var named = volume.Length == 0 ? null : Volume(size: "512Mi", claimUid: claimUid);
        var effects = Decide(new(Claim(volume: "pv"), null, named, null));

        Assert.True(effects.OfType<Effect.Tell>().SingleOrDefault()?.Note.Reason == reason, why);
        Assert.Empty(effects.OfType<Effect.Update>());
    }

    [Theory]
    [InlineData("", null, "FailedBinding")]
    [InlineData("gone", null, "ProvisioningFailed")]
    [InlineData("standard", VolumeMarks.LocalProvisioner, "WaitForFirstConsumer")]
    [InlineData("standard", VolumeMarks.NoProvisioner, "WaitForFirstConsumer")]
    public void A_claim_without_a_volume_says_why_it_waits(string storageClass, string? provisioner, string reason)
    {
        var effects = Decide(new(Claim(storageClass: storageClass), provisioner is null ? null : Class(provisioner: provisioner), null, null));

        Assert.Equal(reason, Assert.IsType<Effect.Tell>(Assert.Single(effects)).Note.Reason);
    }

    [Fact]
    public void The_provisioner_is_asked_once_the_node_is_chosen()
    {
        var asked = Updated<PersistentVolumeClaim>(Decide(new(Claim(storageClass: "standard", node: "n1"), Class(), null, null)));

        Assert.Equal(VolumeMarks.LocalProvisioner, asked.Metadata.Annotation(VolumeMarks.StorageProvisioner));
        Assert.Empty(Decide(new(asked, Class(), null, null)));
    }

    [Fact]
    public void A_claim_made_before_the_default_class_gets_it() =>
        Assert.Equal("standard", Updated<PersistentVolumeClaim>(Decide(new(Claim(storageClass: null), Class(), null, null))).Spec.StorageClassName);

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "other")]
    public void A_bound_claim_is_lost_without_its_volume(bool exists, string claimUid)
    {
        var update = Assert.IsType<Effect.Update>(Assert.Single(Decide(new(Claim(volume: "pv", completed: true, phase: "Bound"), null, exists ? Volume(claimUid: claimUid) : null, null))));

        Assert.Equal("Lost", ((PersistentVolumeClaim)update.Object).Status.Phase);
    }

    [Fact]
    public void A_folder_grows_when_its_claim_asks_for_more()
    {
        var effects = Decide(new(Claim("5Gi", "standard", "pv", completed: true, phase: "Bound"), Class(), Volume(claimUid: Uid).Local(), null));

        Assert.Equal(Quantity.Parse("5Gi"), Updated<PersistentVolume>(effects).Spec.Capacity["storage"]);
    }

    [Fact]
    public void The_smallest_volume_that_fits_is_best()
    {
        PersistentVolume[] volumes =
        [
            Volume("small", "512Mi"), Volume("large", "10Gi"), Volume("right", "2Gi"), Volume("taken", "1Gi", claimUid: "other"),
            Volume("other-class", "1Gi", "slow"), Volume("released", "1Gi", phase: "Released"), Volume("leaving", "1Gi").Deleting(),
        ];

        Assert.Equal("right", VolumeClaims.BestFor(volumes, Claim(), null, onlyReserved: false)?.Metadata.Name);
        Assert.Null(VolumeClaims.BestFor(volumes, Claim(), null, onlyReserved: true));
        Assert.Equal("reserved", VolumeClaims.BestFor([.. volumes, Volume("reserved", "20Gi", claimUid: "")], Claim(), null, onlyReserved: true)?.Metadata.Name);
    }

    private static ValueList<Effect> Decide(ClaimBindingObserved observed) => ClaimBindingController.Decide(observed, DateTimeOffset.UnixEpoch).Effects;

    private static T Updated<T>(ValueList<Effect> effects, string subresource = "")
        where T : class
    {
        var update = Assert.IsType<Effect.Update>(Assert.Single(effects));
        Assert.Equal(subresource, update.Subresource);
        return Assert.IsType<T>(update.Object);
    }
}
