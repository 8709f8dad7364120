using Imaginator.Connections;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.ImageServing;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.ImageServing;

/// <summary>The SRPC server of the image store, which is separate from that of the daemon.</summary>
internal sealed class ImageStoreServer(
    IServableStore store,
    ImageServingOptions options,
    TreeSlots slots,
    ArchiveSecret secret,
    SrpcAccessPolicy access,
    RpcAudit audit,
    ConnectionLimits connections,
    TimeProvider timeProvider,
    ILoggerFactory loggers,
    CertificateStore? certificates = null)
{
    public SrpcServer Srpc { get; } = new(
        new SrpcServerOptions
        {
            GetTls = () => certificates?.Tls,
            Access = access,
            OnDenied = audit.Denied,
            HandshakeTimeout = connections.SetupTimeout,
            TimeProvider = timeProvider,
        },
        [
            ImageServerService.Create(
                store, options, slots, secret, timeProvider, audit, loggers.CreateLogger(typeof(ImageServerService))),
            ObjectServerService.Create(store, options, timeProvider, loggers.CreateLogger(typeof(ObjectServerService))),
        ],
        loggers.CreateLogger<SrpcServer>());
}
