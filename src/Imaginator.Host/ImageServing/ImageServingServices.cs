using Imaginator.Host.Daemon;
using Imaginator.Host.ImageServing.Answers;
using Imaginator.Host.ImageServing.Port;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Certificates;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;
using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.ImageServing;

/// <summary>Registers the image server.</summary>
internal static class ImageServingServices
{
    /// <summary>Adds the image server and its port, if the flags ask for it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="imageServer">What builds use, and what is to be served.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ImaginatorException">It cannot be served.</exception>
    public static IServiceCollection AddImageServing(
        this IServiceCollection services, FlagValues flags, IImageStore imageServer)
    {
        if (ListenAddress.From(flags) is not { } address)
        {
            return services;
        }

        var served = ServedStore.Of(imageServer, SharedFlags.ImageStoreUrl(flags));
        var stateDirectory = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        var secret = ArchiveSecret.Load(stateDirectory);
        var options = new ImageServingOptions
        {
            AllowUnauthenticatedReads = flags.Get(ImageServingFlags.AllowUnauthenticatedReads),
            AllowPublicAddObjects = flags.Get(ImageServingFlags.AllowPublicAddObjects),
            AllowPublicCheckObjects = flags.Get(ImageServingFlags.AllowPublicCheckObjects),
            AllowPublicGetObjects = flags.Get(ImageServingFlags.AllowPublicGetObjects),
        };
        services.AddSingleton(provider => new TreePlaces(
            TreePlaces.DefaultCount, stateDirectory, provider.GetRequiredService<ILogger<ImageServingPort>>())
        {
            HasBeenLarge = () => provider.GetService<IdleMemory>()?.Used(),
        });
        services.AddSingleton(provider => new ImageServingPort(
            address,
            CreateServer(provider, served, options, secret),
            provider.GetRequiredService<PortOptions>(),
            provider.GetService<CertificateStore>(),
            provider.GetRequiredService<ILogger<PortMux>>()));
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(
            provider => provider.GetRequiredService<ImageServingPort>());
        return services;
    }

    /// <summary>
    /// Keeps the daemon's own pages off the image server's port, which others may reach. Must come before they are mapped.
    /// </summary>
    /// <param name="daemon">The daemon.</param>
    public static void UseImageServing(this WebApplication daemon)
    {
        if (daemon.Services.GetService<ImageServingPort>() is not { } port)
        {
            return;
        }

        daemon.Use(async (http, next) =>
        {
            if (http.Features.Get<SrpcServer>() == port.Server && !http.Request.Path.StartsWithSegments("/_goSRPC_"))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await next(http);
        });
    }

    private static SrpcServer CreateServer(
        IServiceProvider provider, ServedStore served, ImageServingOptions options, byte[] secret)
    {
        var logger = provider.GetRequiredService<ILogger<ImageServingPort>>();
        var time = provider.GetRequiredService<TimeProvider>();
        var certificates = provider.GetService<CertificateStore>();
        var audit = provider.GetRequiredService<RpcAudit>();
        return new SrpcServer(
            new SrpcServerOptions
            {
                GetTls = () => certificates?.Tls,
                Access = provider.GetRequiredService<SrpcAccessPolicy>(),
                OnDenied = audit.Denied,
                TimeProvider = time,
            },
            [
                ImageServerService.Create(served, options, provider.GetRequiredService<TreePlaces>(), secret, time, audit, logger),
                ObjectServerService.Create(served, options, time, logger),
            ],
            provider.GetRequiredService<ILogger<SrpcServer>>());
    }
}
