using System.Reflection;

namespace Imaginator.Host.Web.Html;

/// <summary>
/// The styles and scripts of pages. They are embedded in the program. Their addresses contain the build id of the program, so that
/// browsers can keep them without limit, and so that scripts can import each other by relative addresses.
/// </summary>
internal static class Assets
{
    /// <summary>The pattern of all addresses, for routing.</summary>
    public const string Pattern = "/assets/{version}/{**file}";

    /// <summary>The common beginning of all addresses.</summary>
    public const string Root = "/assets";

    private const string ResourcePrefix = "assets/";

    private static readonly Assembly Program = typeof(Assets).Assembly;
    private static readonly string Version = Program.ManifestModule.ModuleVersionId.ToString("N");

    /// <summary>The address of a file, for example <c>style.css</c> or <c>vendor/uplot.js</c>.</summary>
    public static string AddressOf(string file) => $"{Root}/{Version}/{file}";

    /// <summary>Whether an address belongs to this build of the program. Browsers must not keep others.</summary>
    public static bool IsCurrent(string version) => version == Version;

    /// <summary>Opens a file; null if the program does not have it. The caller must dispose of it.</summary>
    public static Stream? TryOpen(string file) => Program.GetManifestResourceStream(ResourcePrefix + file);

    /// <summary>The media type of a file.</summary>
    public static string ContentTypeOf(string file) => Path.GetExtension(file) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
}
