using Imaginator.Host.Memory;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Imaginator.Host.Web.Html;
using Imaginator.Hosting.Flags;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Imaginator.Host.ImageServing;

/// <summary>Registers serving of the image store.</summary>
internal static class ImageServingServices
{
    /// <summary>Adds the server of the image store and its port, if <c>-imageServerListen</c> is set.</summary>
    public static IServiceCollection AddImageServing(this IServiceCollection services, FlagValues flags, IImageStore store)
    {
        if (ListenAddress.From(flags) is not { } address)
        {
            return services;
        }

        var stateDirectory = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory));
        services.AddSingleton(RequireServable(store, SharedFlags.ImageStoreUrl(flags)));
        services.AddSingleton(address);
        services.AddSingleton(ArchiveSecret.Load(stateDirectory));
        services.AddSingleton(new ImageServingOptions
        {
            AllowUnauthenticatedReads = flags.Get(ImageServingFlags.AllowUnauthenticatedReads),
            AllowPublicAddObjects = flags.Get(ImageServingFlags.AllowPublicAddObjects),
            AllowPublicCheckObjects = flags.Get(ImageServingFlags.AllowPublicCheckObjects),
            AllowPublicGetObjects = flags.Get(ImageServingFlags.AllowPublicGetObjects),
        });
        services.AddSingleton(provider => new TreeSlots(
            TreeSlots.DefaultCount, stateDirectory, provider.GetRequiredService<ILogger<TreeSlots>>())
        {
            OnLargeAnswer = () => provider.GetService<IdleMemoryCollector>()?.ReportLargeUse(),
        });
        services.AddSingleton<ImageStoreServer>();
        services.AddSingleton<ImageServingPort>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(
            provider => provider.GetRequiredService<ImageServingPort>());
        return services;
    }

    /// <summary>
    /// Hides the pages of the daemon on the port of the image store, which other clients can reach, except those about images. Must precede
    /// their mapping.
    /// </summary>
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
                if (http.Request.Path == PageAddress.Status)
                {
                    http.Response.Redirect(http.Request.PathBase + ImageAddress.List);
                    return;
                }

                if (!IsForImages(http.Request))
                {
                    http.Response.StatusCode = StatusCodes.Status404NotFound;
                    return;
                }

                http.Features.Set(ImagesOnlyPort.Instance);
            }

            await next(http);
        });
    }

    private static bool IsForImages(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && (ImageAddress.Is(request.Path.Value ?? "") || request.Path.StartsWithSegments(Assets.Root, StringComparison.Ordinal));

    private static IServableStore RequireServable(IImageStore store, string url) =>
        store as IServableStore ?? throw new ImageStoreException(
            ImageStoreError.BadRequest,
            $"cannot serve image store \"{url}\" with -imageServerListen: only a store on this machine can be served; "
            + "remove the flag, or use a store such as local:///var/lib/imaginator/store");
}
