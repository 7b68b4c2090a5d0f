using V1 = Navarch.Api.Autoscaling.V1;
using V2 = Navarch.Api.Autoscaling.V2;

namespace Navarch.Api.Tests.Validation;

/// <summary>Each rule for autoscalers, at both versions, and for the scale of things.</summary>
public class AutoscalerTableTests
{
    private const string Spec = "metadata: {name: h}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}}";
    private static readonly DecisionTable Autoscalers = new(V2.HorizontalPodAutoscaler.Info, $"{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, {Spec}}}");
    private static readonly DecisionTable OldAutoscalers = new(V1.HorizontalPodAutoscaler.Info, $"{{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, {Spec}}}");
    private static readonly DecisionTable Scales = new(V1.Scale.Info, "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: s, namespace: default}, spec: {replicas: 1}}");

    public static TheoryData<string, string> Common => new()
    {
        { "", "" },
        { "spec.minReplicas = 0", "spec.minReplicas: Invalid" },
        { "spec.maxReplicas = 0", "spec.maxReplicas: Invalid value: 0: must be greater than 0 | spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`" },
        { "spec.minReplicas = 5", "spec.maxReplicas: Invalid" },
        { "spec.scaleTargetRef = {kind: '', name: ''}", "spec.scaleTargetRef.kind: Required | spec.scaleTargetRef.name: Required" },
        { "spec.scaleTargetRef = {kind: a/b, name: a%b, apiVersion: a/b/c}", "spec.scaleTargetRef.apiVersion: Invalid | spec.scaleTargetRef.kind: Invalid | spec.scaleTargetRef.name: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Common))]
    public void An_autoscaler_of_either_version(string changes, string faults)
    {
        Autoscalers.Creating(changes, faults);
        OldAutoscalers.Creating(changes, faults);
    }

    [Fact]
    public void The_old_target_is_a_share_of_what_is_requested() => OldAutoscalers.Creating("spec.targetCPUUtilizationPercentage = 0", "spec.targetCPUUtilizationPercentage: Invalid");

    public static TheoryData<string, string> Metrics => new()
    {
        { "spec.metrics = [{type: Feeling}]", "spec.metrics[0].type: NotSupported" },
        { "spec.metrics = [{type: ''}]", "spec.metrics[0].type: Required" },
        { "spec.metrics = [{type: Pods}, {type: Object}, {type: Resource}, {type: ContainerResource}, {type: External}]", "spec.metrics[0].pods: Required | spec.metrics[1].object: Required | spec.metrics[2].resource: Required | spec.metrics[3].containerResource: Required | spec.metrics[4].external: Required" },
        { "spec.metrics = [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}, pods: {metric: {name: m}, target: {type: AverageValue, averageValue: 1}}}]", "spec.metrics[0].pods: Forbidden" },
        { "spec.metrics = [{type: Resource, resource: {name: '', target: {type: Utilization}}}]", "spec.metrics[0].resource.name: Required | spec.metrics[0].resource.target.averageUtilization: Required" },
        { "spec.metrics = [{type: Resource, resource: {name: cpu, target: {type: Odd, averageUtilization: 0, averageValue: 0}}}]", "spec.metrics[0].resource.target.averageUtilization: Invalid | spec.metrics[0].resource.target.averageValue: Forbidden | spec.metrics[0].resource.target.averageValue: Invalid | spec.metrics[0].resource.target.type: NotSupported" },
        { "spec.metrics = [{type: ContainerResource, containerResource: {name: cpu, container: '', target: {type: Utilization, averageUtilization: 50}}}]", "spec.metrics[0].containerResource.container: Required" },
        { "spec.metrics = [{type: Pods, pods: {metric: {name: a/b, selector: {matchLabels: {'!': x}}}, target: {type: AverageValue}}}]", "spec.metrics[0].pods.metric.name: Invalid | spec.metrics[0].pods.metric.selector.matchLabels: Invalid | spec.metrics[0].pods.target.averageValue: Required" },
        { "spec.metrics = [{type: Object, object: {metric: {name: ''}, describedObject: {kind: Service, name: ''}, target: {type: Value, value: -1}}}]", "spec.metrics[0].object.describedObject.name: Required | spec.metrics[0].object.metric.name: Required | spec.metrics[0].object.target.value: Invalid" },
        { "spec.metrics = [{type: Object, object: {metric: {name: m}, describedObject: {kind: Service, name: s}, target: {type: Value}}}]", "spec.metrics[0].object.target.averageValue: Required" },
        { "spec.metrics = [{type: External, external: {metric: {name: m}, target: {type: Value, value: 1, averageValue: 1}}}]", "spec.metrics[0].external.target.value: Forbidden" },
        { "spec.behavior = {scaleUp: {stabilizationWindowSeconds: -1, selectPolicy: Mean, policies: [{type: Nodes, value: 0, periodSeconds: 0}, {type: Pods, value: 1, periodSeconds: 1801}]}, scaleDown: {stabilizationWindowSeconds: 3601}}", "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid | spec.behavior.scaleUp.policies[0].periodSeconds: Invalid | spec.behavior.scaleUp.policies[0].type: NotSupported | spec.behavior.scaleUp.policies[0].value: Invalid | spec.behavior.scaleUp.policies[1].periodSeconds: Invalid | spec.behavior.scaleUp.selectPolicy: NotSupported | spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid" },
        { "spec.behavior = {scaleUp: {tolerance: '-1'}}", "spec.behavior.scaleUp.tolerance: Invalid" },
    };

    [Theory]
    [MemberData(nameof(Metrics))]
    public void The_metrics_and_the_behaviour_of_an_autoscaler(string changes, string faults) => Autoscalers.Creating(changes, faults);

    [Fact]
    public void An_autoscalers_status()
    {
        Autoscalers.UpdatingStatus("", "status = {currentReplicas: -1, desiredReplicas: -1}", "status.currentReplicas: Invalid | status.desiredReplicas: Invalid");
        OldAutoscalers.UpdatingStatus("", "status = {currentReplicas: -1, desiredReplicas: 1}", "status.currentReplicas: Invalid");
    }

    [Fact]
    public void A_scale_is_not_negative() => Scales.Creating("spec.replicas = -1", "spec.replicas: Invalid");
}
