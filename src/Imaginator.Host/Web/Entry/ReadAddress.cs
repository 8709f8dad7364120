using System.Collections.Frozen;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>
/// The readers of addresses. An address that is not listed here is open only to those who may read everything, so that a new one is
/// closed by default.
/// </summary>
internal static class ReadAddress
{
    private const string MetricsPath = "/metrics";

    // Editors fetch schemas, and have no credentials.
    private const string SchemasPath = "/schemas";

    private static readonly FrozenSet<string> Health = FrozenSet.Create(StringComparer.Ordinal, "/healthz", "/readyz");

    private static readonly FrozenSet<string> Entry = FrozenSet.Create(
        StringComparer.Ordinal, EntryAddress.SignIn, EntryAddress.SignedOut);

    private static readonly FrozenSet<string> Filtered = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            PageAddress.Streams,
            PageAddress.Stream,
            PageAddress.Failing,
            PageAddress.CurrentLog,
            PageAddress.LastLog,
            PageAddress.ImageLog,
            PageAddress.LogArchive,
            PageAddress.Audit,
            DataAddress.Durations,
            DataAddress.ImageSizes,
            .. Enum.GetValues<BuildListKind>().SelectMany(kind => new[]
            {
                BuildListAddress.Of(kind), BuildListAddress.OfStream(kind), BuildListAddress.OfRequestor(kind),
            }),
        ]);

    /// <summary>Whether a path is that of a health check, which is answered in any case.</summary>
    public static bool IsHealth(PathString path) => Health.Contains(path.Value ?? "");

    /// <summary>The kind of a path, without the path of a proxy.</summary>
    public static ReadKind KindOf(PathString path)
    {
        var text = path.Value ?? "";
        return text switch
        {
            PageAddress.Status => ReadKind.StatusPage,
            _ when IsStatus(path, text) => ReadKind.Status,
            _ when IsOpen(path, text) => ReadKind.Open,
            _ when IsFiltered(path, text) => ReadKind.Filtered,
            _ => ReadKind.Site,
        };
    }

    private static bool IsStatus(PathString path, string text) =>
        text == MetricsPath || path.StartsWithSegments(SchemasPath, StringComparison.Ordinal);

    private static bool IsOpen(PathString path, string text) =>
        IsHealth(path) || Entry.Contains(text) || path.StartsWithSegments(Assets.Root, StringComparison.Ordinal);

    private static bool IsFiltered(PathString path, string text) =>
        Filtered.Contains(text)
        || ImageAddress.Is(text)
        || path.StartsWithSegments("/builds", StringComparison.Ordinal)
        || path.StartsWithSegments(ApiAddress.Root, StringComparison.Ordinal);
}
