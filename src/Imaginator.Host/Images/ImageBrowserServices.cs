using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Memory;
using Imaginator.ImageStores;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Images;

/// <summary>Registers the reading of images for pages and the API. Its parts are created with the first image that is read.</summary>
internal static class ImageBrowserServices
{
    public static IServiceCollection AddImageBrowser(this IServiceCollection services, ImageBrowserOptions options) => services
        .AddSingleton(options)
        .AddSingleton(provider => new ImageTreeCache(
            provider.GetRequiredService<IImageStore>(), options, provider.GetRequiredService<TimeProvider>(), () => Report(provider)))
        .AddSingleton(provider => new DifferenceCache(options, provider.GetRequiredService<TimeProvider>(), () => Report(provider)))
        .AddSingleton<ImageBrowser>();

    private static void Report(IServiceProvider provider) => provider.GetService<IdleMemoryCollector>()?.ReportLargeUse();
}
