using System.Collections.Immutable;
using Imaginator.Host.Access;
using Imaginator.Host.Access.Proxies;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Commands;
using Imaginator.Host.History;
using Imaginator.Host.ImageServing;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Observability.Service;
using Imaginator.Host.Observability.Tracing;
using Imaginator.Host.PackageCaching;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Rpc.Limits;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Schedule;
using Imaginator.Host.Web;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host;

/// <summary>All flags of the daemon, in the order of the help text.</summary>
internal static class DaemonFlags
{
    public static ImmutableArray<Flag> All { get; } =
    [
        .. ConfigurationFlags.All,
        .. CheckFlags.All,
        JsonFlag.Json,
        .. SharedFlags.All,
        .. PackageFlags.All,
        .. CertificateFlags.All,
        .. AccessFlags.All,
        .. ReadFlags.All,
        PortFlags.Insecure, PortFlags.InsecureAnywhere,
        .. SessionFlags.All,
        .. ImageServingFlags.All,
        .. LogFlags.All,
        StoreFlags.ScrubRate, TracingFlags.TraceEndpoint, ServiceFlags.ReadyFile,
        QueueFlags.MaximumConcurrentBuilds, QueueFlags.MaximumQueuedBuilds, SpaceFlags.MinimumFreeSpace,
        .. BoundsFlags.All,
        ContainmentFlags.RequireContainment,
        .. WorkerFlags.All,
        .. HistoryFlags.All,
        .. WebFlags.All,
        PortFlags.PortNumber, PortFlags.LoopbackOnly, PortFlags.PlainHttp,
        .. ProxyFlags.All,
        .. ConnectionFlags.All,
        QueueFlags.ImageRebuildInterval, RebuildFlags.RebuildUnchangedAfter,
        .. RpcClientFlags.All,
        .. CompatibilityFlags.OfDaemon,
    ];
}
