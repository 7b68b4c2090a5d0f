using Navarch.Api;
using Navarch.Api.Apps.V1;
using Navarch.Reconciling;

namespace Navarch.Controllers.Workloads;

/// <summary>Deployments against a model of their sets that obeys at random: the bounds must hold at every step, and the end be right.</summary>
public sealed class RolloutModelTests
{
    public static TheoryData<string, string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int, int>();
            string[] bounds = ["0", "1", "3", "25%", "50%", "100%"];
            var seed = 0;
            foreach (var surge in bounds)
            {
                foreach (var unavailable in bounds)
                {
                    foreach (var replicas in new[] { 0, 1, 4, 10 })
                    {
                        cases.Add(surge, unavailable, replicas, seed++);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rolling_update_keeps_its_bounds_and_ends(string surge, string unavailable, int replicas, int seed)
    {
        var model = new Model(replicas, BoundOf(surge), BoundOf(unavailable), seed);
        model.Run();
        Assert.Equal(replicas, model.NewSize);

        for (var revision = 0; revision < 3; revision++)
        {
            model.NewTemplate();
            model.Run(checkBounds: true);
            Assert.Equal((replicas, 0), (model.NewSize, model.OldSize));
        }

        Assert.Equal("4", model.Deployment.Metadata.Annotation(DeploymentRevisions.RevisionAnnotation));
        Assert.True(model.Sets.Count <= 1 + 2, "history is cleaned up");
    }

    [Fact]
    public void Scaling_in_the_middle_of_a_rollout_keeps_the_shares()
    {
        var model = new Model(10, 3, 2, seed: 1);
        model.Run();
        model.NewTemplate();
        model.Freeze();
        model.Run(steps: 50);
        var (oldBefore, newBefore) = (model.OldSize, model.NewSize);
        Assert.Equal(13, oldBefore + newBefore);

        model.Scale(20);
        model.Decide();

        Assert.Equal(26 - 3, model.OldSize + model.NewSize + 0, 3.0);
        Assert.InRange(model.OldSize, oldBefore + 1, 20);
    }

    [Fact]
    public void Recreate_never_mixes_revisions()
    {
        var model = new Model(3, 0, 0, seed: 2, recreate: true);
        model.Run();
        model.NewTemplate();

        model.Run(onStep: () => Assert.False(model.OldSize > 0 && model.NewSize > 0));

        Assert.Equal((3, 0), (model.NewSize, model.OldSize));
    }

    [Fact]
    public void A_paused_deployment_makes_no_new_revision_but_scales()
    {
        var model = new Model(3, 1, 1, seed: 3);
        model.Run();
        model.Pause();
        model.NewTemplate();
        model.Scale(5);

        model.Run(steps: 100);

        Assert.Equal((0, 5), (model.NewSize, model.OldSize));
        Assert.Contains(model.Deployment.Status.Conditions, c => c is { Type: "Progressing", Status: "Unknown", Reason: "DeploymentPaused" });
    }

    [Fact]
    public void A_rollout_that_makes_no_progress_times_out()
    {
        var model = new Model(3, 1, 0, seed: 4);
        model.Run();
        model.NewTemplate();
        model.Freeze();
        model.Run(steps: 50);

        model.Now += TimeSpan.FromSeconds(700);
        model.Run(steps: 5);

        Assert.Contains(model.Deployment.Status.Conditions, c => c is { Type: "Progressing", Status: "False", Reason: "ProgressDeadlineExceeded" });
    }

    private static IntOrString BoundOf(string text) => int.TryParse(text, out var number) ? number : text;

    /// <summary>A Deployment, its sets, and pods that come and go at their own pace.</summary>
    private sealed class Model
    {
        private static readonly ValueMap<string> App = ValueMap.Of(("app", "x"));
        private readonly Random random;
        private bool frozen;
        private int templates = 1;
        private int created;

        public Model(int replicas, IntOrString surge, IntOrString unavailable, int seed, bool recreate = false)
        {
            random = new(seed);
            Deployment = new()
            {
                Metadata = new() { Namespace = "ns", Name = "d", UID = "d", Generation = 1 },
                Spec = new()
                {
                    Replicas = replicas,
                    Selector = new() { MatchLabels = App },
                    Template = TemplateOf(1),
                    RevisionHistoryLimit = 2,
                    ProgressDeadlineSeconds = 600,
                    Strategy = recreate
                        ? new() { Type = "Recreate" }
                        : new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = surge, MaxUnavailable = unavailable } },
                },
            };
        }

        public Deployment Deployment { get; private set; }

        public List<ReplicaSet> Sets { get; } = [];

        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddDays(1);

        public int NewSize => Sets.Where(IsNew).Sum(s => s.Size());

        public int OldSize => Sets.Where(s => !IsNew(s)).Sum(s => s.Size());

        public void NewTemplate() => Change(d => d with { Spec = d.Spec with { Template = TemplateOf(++templates) } });

        public void Scale(int replicas) => Change(d => d with { Spec = d.Spec with { Replicas = replicas } });

        public void Pause() => Change(d => d with { Spec = d.Spec with { Paused = true } });

        /// <summary>From now on no new pod becomes ready.</summary>
        public void Freeze() => frozen = true;

        public void Run(bool checkBounds = false, int steps = 3000, Action? onStep = null)
        {
            var quiet = 0;
            for (var step = 0; step < steps && quiet < 20; step++)
            {
                var moved = random.Next(2) == 0 ? Decide() : MovePods();
                quiet = moved ? 0 : quiet + 1;
                onStep?.Invoke();
                if (checkBounds)
                {
                    CheckBounds();
                }
            }
        }

        public bool Decide()
        {
            var left = Sets.Sum(s => s.Status.Replicas);
            var observed = new DeploymentObserved(Deployment, Sets.ToValueList(), []) { OldPodsRemain = Sets.Any(s => !IsNew(s) && s.Status.Replicas > 0) && left > 0 };
            var effects = DeploymentController.Decide(observed, Now).Effects;
            foreach (var effect in effects)
            {
                Apply(effect);
            }

            return !effects.IsEmpty;
        }

        private void Apply(Effect effect)
        {
            switch (effect)
            {
                case Effect.Create { Object: ReplicaSet set }:
                    Assert.DoesNotContain(Sets, s => s.Metadata.Name == set.Metadata.Name);
                    Sets.Add(set with { Metadata = set.Metadata with { UID = set.Metadata.Name, CreationTimestamp = Now.AddSeconds(++created) } });
                    break;
                case Effect.Update { Object: ReplicaSet set }:
                    Sets[Sets.FindIndex(s => s.Metadata.Name == set.Metadata.Name)] = set;
                    break;
                case Effect.Delete { Object: ReplicaSet set }:
                    Assert.Equal(0, set.Size());
                    Sets.RemoveAll(s => s.Metadata.Name == set.Metadata.Name);
                    break;
                case Effect.Update { Object: Deployment changed, Subresource: "status" }:
                    Deployment = Deployment with { Status = changed.Status };
                    break;
                case Effect.Update { Object: Deployment changed }:
                    Deployment = Deployment with { Metadata = changed.Metadata };
                    break;
                case Effect.Tell:
                    break;
                default:
                    Assert.Fail($"unexpected {effect}");
                    break;
            }
        }

        /// <summary>One set makes or removes a pod, or one of its pods becomes ready.</summary>
        private bool MovePods()
        {
            var movable = Sets.Where(s => s.Status.Replicas != s.Size() || (!frozen && s.Status.AvailableReplicas < s.Status.Replicas)).ToList();
            if (movable.Count == 0)
            {
                return false;
            }

            var set = movable[random.Next(movable.Count)];
            var status = set.Status;
            if (status.Replicas < set.Size())
            {
                status = status with { Replicas = status.Replicas + 1 };
            }
            else if (status.Replicas > set.Size())
            {
                // Pods that are not available go first, as the ranking has it.
                status = status with { Replicas = status.Replicas - 1, AvailableReplicas = Math.Min(status.AvailableReplicas, status.Replicas - 1) };
            }
            else
            {
                status = status with { AvailableReplicas = status.AvailableReplicas + 1 };
            }

            status = status with { ReadyReplicas = status.AvailableReplicas, ObservedGeneration = set.Metadata.Generation };
            Sets[Sets.IndexOf(set)] = set with { Status = status };
            return true;
        }

        private void CheckBounds()
        {
            var rollout = Rollout.Of(new(Deployment, Sets.ToValueList(), []), []);
            Assert.True(Sets.Size() <= rollout.Desired + rollout.MaxSurge, $"{Sets.Size()} pods asked for, {rollout.Desired}+{rollout.MaxSurge} allowed");
            var staying = Sets.Sum(s => Math.Min(s.Size(), s.Status.AvailableReplicas));
            Assert.True(staying >= rollout.Desired - rollout.MaxUnavailable, $"{staying} available pods left, {rollout.Desired}-{rollout.MaxUnavailable} needed");
        }

        private bool IsNew(ReplicaSet set) => DeploymentRevisions.IsOf(set, Deployment.Spec.Template);

        private void Change(Func<Deployment, Deployment> change)
        {
            Deployment = change(Deployment);
            Deployment = Deployment with { Metadata = Deployment.Metadata with { Generation = Deployment.Metadata.Generation + 1 } };
        }

        private static Navarch.Api.Core.V1.PodTemplateSpec TemplateOf(int number) => new()
        {
            Metadata = new() { Labels = App },
            Spec = new() { Containers = [new() { Name = "main", Image = $"image:{number}" }] },
        };
    }
}
