using Google.Protobuf;
using Navarch.Client.Grpc;
using Navarch.Client.Grpc.Cri;

namespace Navarch.Node.Cri;

/// <summary>The methods of the two services of the container runtime interface v1.</summary>
internal static class CriMethods
{
    public static readonly GrpcMethod<VersionRequest, VersionResponse> Version = Runtime<VersionRequest, VersionResponse>("Version");
    public static readonly GrpcMethod<StatusRequest, StatusResponse> Status = Runtime<StatusRequest, StatusResponse>("Status");
    public static readonly GrpcMethod<RunPodSandboxRequest, RunPodSandboxResponse> RunPodSandbox = Runtime<RunPodSandboxRequest, RunPodSandboxResponse>("RunPodSandbox");
    public static readonly GrpcMethod<StopPodSandboxRequest, StopPodSandboxResponse> StopPodSandbox = Runtime<StopPodSandboxRequest, StopPodSandboxResponse>("StopPodSandbox");
    public static readonly GrpcMethod<RemovePodSandboxRequest, RemovePodSandboxResponse> RemovePodSandbox = Runtime<RemovePodSandboxRequest, RemovePodSandboxResponse>("RemovePodSandbox");
    public static readonly GrpcMethod<PodSandboxStatusRequest, PodSandboxStatusResponse> PodSandboxStatus = Runtime<PodSandboxStatusRequest, PodSandboxStatusResponse>("PodSandboxStatus");
    public static readonly GrpcMethod<ListPodSandboxRequest, ListPodSandboxResponse> ListPodSandbox = Runtime<ListPodSandboxRequest, ListPodSandboxResponse>("ListPodSandbox");
    public static readonly GrpcMethod<CreateContainerRequest, CreateContainerResponse> CreateContainer = Runtime<CreateContainerRequest, CreateContainerResponse>("CreateContainer");
    public static readonly GrpcMethod<StartContainerRequest, StartContainerResponse> StartContainer = Runtime<StartContainerRequest, StartContainerResponse>("StartContainer");
    public static readonly GrpcMethod<StopContainerRequest, StopContainerResponse> StopContainer = Runtime<StopContainerRequest, StopContainerResponse>("StopContainer");
    public static readonly GrpcMethod<RemoveContainerRequest, RemoveContainerResponse> RemoveContainer = Runtime<RemoveContainerRequest, RemoveContainerResponse>("RemoveContainer");
    public static readonly GrpcMethod<ListContainersRequest, ListContainersResponse> ListContainers = Runtime<ListContainersRequest, ListContainersResponse>("ListContainers");
    public static readonly GrpcMethod<ContainerStatusRequest, ContainerStatusResponse> ContainerStatus = Runtime<ContainerStatusRequest, ContainerStatusResponse>("ContainerStatus");
    public static readonly GrpcMethod<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse> UpdateContainerResources = Runtime<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse>("UpdateContainerResources");
    public static readonly GrpcMethod<ReopenContainerLogRequest, ReopenContainerLogResponse> ReopenContainerLog = Runtime<ReopenContainerLogRequest, ReopenContainerLogResponse>("ReopenContainerLog");
    public static readonly GrpcMethod<ExecSyncRequest, ExecSyncResponse> ExecSync = Runtime<ExecSyncRequest, ExecSyncResponse>("ExecSync");
    public static readonly GrpcMethod<ExecRequest, ExecResponse> Exec = Runtime<ExecRequest, ExecResponse>("Exec");
    public static readonly GrpcMethod<AttachRequest, AttachResponse> Attach = Runtime<AttachRequest, AttachResponse>("Attach");
    public static readonly GrpcMethod<PortForwardRequest, PortForwardResponse> PortForward = Runtime<PortForwardRequest, PortForwardResponse>("PortForward");
    public static readonly GrpcMethod<ContainerStatsRequest, ContainerStatsResponse> ContainerStats = Runtime<ContainerStatsRequest, ContainerStatsResponse>("ContainerStats");
    public static readonly GrpcMethod<ListContainerStatsRequest, ListContainerStatsResponse> ListContainerStats = Runtime<ListContainerStatsRequest, ListContainerStatsResponse>("ListContainerStats");
    public static readonly GrpcMethod<ListPodSandboxStatsRequest, ListPodSandboxStatsResponse> ListPodSandboxStats = Runtime<ListPodSandboxStatsRequest, ListPodSandboxStatsResponse>("ListPodSandboxStats");
    public static readonly GrpcMethod<ImageStatusRequest, ImageStatusResponse> ImageStatus = Image<ImageStatusRequest, ImageStatusResponse>("ImageStatus");
    public static readonly GrpcMethod<PullImageRequest, PullImageResponse> PullImage = Image<PullImageRequest, PullImageResponse>("PullImage");
    public static readonly GrpcMethod<ListImagesRequest, ListImagesResponse> ListImages = Image<ListImagesRequest, ListImagesResponse>("ListImages");
    public static readonly GrpcMethod<RemoveImageRequest, RemoveImageResponse> RemoveImage = Image<RemoveImageRequest, RemoveImageResponse>("RemoveImage");
    public static readonly GrpcMethod<ImageFsInfoRequest, ImageFsInfoResponse> ImageFsInfo = Image<ImageFsInfoRequest, ImageFsInfoResponse>("ImageFsInfo");

    private static GrpcMethod<TRequest, TResponse> Runtime<TRequest, TResponse>(string name)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new() => new("runtime.v1.RuntimeService", name);

    private static GrpcMethod<TRequest, TResponse> Image<TRequest, TResponse>(string name)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>, new() => new("runtime.v1.ImageService", name);
}
