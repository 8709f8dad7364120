using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Compression;

/// <summary>Registers the compression of responses.</summary>
internal static class CompressionServices
{
    /// <summary>
    /// Pages, styles, scripts and JSON. Plain text is left out: logs are stored compressed, or grow while they are sent.
    /// </summary>
    private static readonly string[] CompressedTypes =
    [
        "text/html", "text/css", "text/javascript", "application/json", "application/problem+json", "application/schema+json", "image/svg+xml",
    ];

    /// <summary>Adds compression with Brotli and gzip.</summary>
    public static IServiceCollection AddTextCompression(this IServiceCollection services) => services
        .AddResponseCompression(options =>
        {
            // The only secrets in pages are tokens of forms, which differ each time: lengths of responses reveal nothing.
            options.EnableForHttps = true;
            options.MimeTypes = CompressedTypes;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        })
        .Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest)
        .Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
}
