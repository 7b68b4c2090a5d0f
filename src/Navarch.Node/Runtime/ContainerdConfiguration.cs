namespace Navarch.Node.Runtime;

/// <summary>The text of containerd's configuration file.</summary>
internal static class ContainerdConfiguration
{
    /// <summary>Plugins that this node never uses; leaving them out saves start time.</summary>
    private static readonly string[] Unused =
    [
        "io.containerd.snapshotter.v1.aufs",
        "io.containerd.snapshotter.v1.btrfs",
        "io.containerd.snapshotter.v1.devmapper",
        "io.containerd.snapshotter.v1.zfs",
        "io.containerd.snapshotter.v1.blockfile",
        "io.containerd.internal.v1.opt",
        "io.containerd.internal.v1.restart",
        "io.containerd.internal.v1.tracing",
        "io.containerd.tracing.processor.v1.otlp",
        "io.containerd.nri.v1.nri",
    ];

    /// <param name="settings">The node's choices.</param>
    /// <param name="layout">Where its files lie.</param>
    /// <param name="binaries">The programs of the machine.</param>
    /// <param name="mayRaiseLimits">Whether this process has CAP_SYS_RESOURCE.
    /// Without it runc cannot lower an out-of-memory score, and containers would not start unless containerd keeps within bounds.</param>
    /// <param name="snapshotter">Which snapshotter holds the containers' file systems.</param>
    public static string Compose(
        ContainerdSettings settings, ContainerdLayout layout, RuntimeBinaries binaries, bool mayRaiseLimits, string snapshotter) =>
        $"""
        # Written at every start; changes made here are lost.
        version = 2
        root = {Quote(layout.Root)}
        state = {Quote(layout.State)}
        disabled_plugins = [{string.Join(", ", Unused.Select(Quote))}]

        [grpc]
          address = {Quote(layout.Socket)}

        [debug]
          level = "warn"

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = {Quote(settings.PauseImage)}
          restrict_oom_score_adj = {(mayRaiseLimits ? "false" : "true")}
          netns_mounts_under_state_dir = true
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          stream_idle_timeout = "4h0m0s"
          tolerate_missing_hugetlb_controller = true

          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = {Quote(binaries.CniDirectory)}
            conf_dir = {Quote(layout.CniConfigDirectory)}

          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = {Quote(snapshotter)}
            default_runtime_name = "runc"

            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"

              [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                SystemdCgroup = false

        """;

    // A basic TOML string; paths hold no control characters.
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
