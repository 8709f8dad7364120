using System.Text.RegularExpressions;
using Imaginator.ImageStores;

namespace Imaginator.Plugins.S3.Settings;

/// <summary>The parts of the URL of a store: <c>s3://BUCKET/PREFIX?endpoint=URL&amp;region=REGION&amp;pathStyle=true</c>.</summary>
/// <param name="Bucket">The name of the bucket.</param>
/// <param name="Prefix">The prefix of all keys: empty, or with a slash at its end.</param>
/// <param name="Endpoint">The URL of the server; null for Amazon S3.</param>
/// <param name="Region">The region.</param>
/// <param name="UsesPathStyle">True if the bucket is in the path of the URLs of requests, and not in the name of the host.</param>
internal sealed partial record StoreUrl(string Bucket, string Prefix, Uri? Endpoint, string Region, bool UsesPathStyle)
{
    public const string Scheme = "s3";

    private const string DefaultRegion = "us-east-1";

    /// <summary>The store, for messages. It cannot contain secrets.</summary>
    public string DisplayName => $"{Scheme}://{Bucket}/{Prefix.TrimEnd('/')}";

    /// <summary>Parses a URL.</summary>
    /// <exception cref="ImageStoreException">The URL is malformed.</exception>
    public static StoreUrl Parse(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Scheme)
        {
            throw Invalid("it is not a URL of this form");
        }

        // The other parts of the URL are not repeated in messages: users write secrets there.
        if (parsed.UserInfo.Length > 0)
        {
            throw Invalid("it contains a user; set credentialsFile of the plugin S3, or the environment");
        }

        if (!BucketName().IsMatch(parsed.Host) || parsed.Port > 0 || parsed.Fragment.Length > 0)
        {
            throw Invalid("its bucket is not a name of 3 to 63 lower-case letters, digits, dots and hyphens");
        }

        var prefix = Uri.UnescapeDataString(parsed.AbsolutePath).Trim('/');
        if (prefix.Length > StoreLimits.PrefixBytes || (prefix.Length > 0 && !PrefixForm().IsMatch(prefix))
            || prefix.Split('/').Any(part => part is "." or ".."))
        {
            throw Invalid($"its prefix is not a path of at most {StoreLimits.PrefixBytes} letters, digits, dots, underscores and hyphens");
        }

        return ParseParameters(parsed.Query.TrimStart('?'), parsed.Host, prefix.Length > 0 ? prefix + "/" : "");
    }

    private static StoreUrl ParseParameters(string query, string bucket, string prefix)
    {
        Uri? endpoint = null;
        string? region = null;
        bool? pathStyle = null;
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
            switch (parts[0])
            {
                case "endpoint" when endpoint is null && IsEndpoint(value, out endpoint):
                case "region" when region is null && RegionName().IsMatch(region = value):
                    break;
                case "pathStyle" when pathStyle is null && value is "true" or "false":
                    pathStyle = value == "true";
                    break;
                default:
                    throw Invalid("a parameter is unknown, invalid or given twice; the parameters are endpoint, region and pathStyle (true or false)");
            }
        }

        if (endpoint is null && region is null)
        {
            throw Invalid("it has neither endpoint nor region");
        }

        return new StoreUrl(bucket, prefix, endpoint, region ?? DefaultRegion, pathStyle ?? endpoint is not null);
    }

    private static bool IsEndpoint(string value, out Uri? endpoint) =>
        Uri.TryCreate(value, UriKind.Absolute, out endpoint)
        && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0
        && endpoint.UserInfo.Length == 0 && endpoint.PathAndQuery is "" or "/";

    private static ImageStoreException Invalid(string fault) => new(
        ImageStoreError.BadUrl,
        $"invalid image store URL: {fault}; write s3://BUCKET/PREFIX?region=REGION, or s3://BUCKET/PREFIX?endpoint=https://HOST for a compatible server");

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*\z")]
    private static partial Regex PrefixForm();

    [GeneratedRegex(@"^[a-z0-9-]{1,40}\z")]
    private static partial Regex RegionName();
}
