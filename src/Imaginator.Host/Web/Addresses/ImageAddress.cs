using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Addresses;

/// <summary>
/// Addresses of the pages about images. Those that have the name of an image as their whole query are those of a Dominator imageserver.
/// </summary>
internal static class ImageAddress
{
    /// <summary>The images and directories of a directory, which is the query.</summary>
    public const string List = "/listImages";

    /// <summary>The same as <see cref="List"/>.</summary>
    public const string Directories = "/listDirectories";

    public const string Overview = "/showImage";
    public const string Tree = "/listImage";
    public const string Packages = "/listPackages";
    public const string Filter = "/listFilter";
    public const string Triggers = "/listTriggers";
    public const string BuildLog = "/listBuildLog";
    public const string ReleaseNotes = "/listReleaseNotes";
    public const string ComputedFiles = "/listComputedInodes";

    /// <summary>An object of the image store, whose hash is the query.</summary>
    public const string Object = "/getObject";

    /// <summary>A directory of an image.</summary>
    public const string Files = "/images/files";

    /// <summary>A file of an image.</summary>
    public const string File = "/images/file";

    /// <summary>The sizes of directories of an image.</summary>
    public const string Sizes = "/images/sizes";

    /// <summary>The differences between two images.</summary>
    public const string Diff = "/images/diff";

    /// <summary>The history of a file through the images of a stream.</summary>
    public const string History = "/images/history";

    /// <summary>The names of query parameters.</summary>
    public const string Image = "image";
    public const string Path = "path";
    public const string With = "with";
    public const string Stream = "stream";
    public const string After = "after";
    public const string Download = "download";

    private static readonly string[] All =
        [List, Directories, Overview, Tree, Packages, Filter, Triggers, BuildLog, ReleaseNotes, ComputedFiles, Object, Files, File, Sizes, Diff, History];

    /// <summary>Whether a path is that of a page about images.</summary>
    public static bool Is(string path) => All.Contains(path, StringComparer.Ordinal);

    /// <summary>The overview of an image.</summary>
    public static string Of(string image) => PageAddress.Of(Overview, image);

    /// <summary>A directory of images; empty for the top.</summary>
    public static string OfDirectory(string directory) => directory.Length == 0 ? List : PageAddress.Of(List, directory);

    /// <summary>A page about a path in an image.</summary>
    public static string OfPath(string page, string image, string path) =>
        $"{page}?{Image}={PageAddress.Escape(image)}&{Path}={TreePath.Escape(path)}";

    /// <summary>A file of an image, as its bytes.</summary>
    public static string OfDownload(string image, string path) => $"{OfPath(File, image, path)}&{Download}=1";

    /// <summary>The differences between two images.</summary>
    public static string OfDiff(string image, string with) =>
        $"{Diff}?{Image}={PageAddress.Escape(image)}&{With}={PageAddress.Escape(with)}";

    /// <summary>The differences of a directory or of one file between two images.</summary>
    public static string OfDiff(string image, string with, string path) => $"{OfDiff(image, with)}&{Path}={TreePath.Escape(path)}";

    /// <summary>The history of a file.</summary>
    public static string OfHistory(string stream, string path) =>
        $"{History}?{Stream}={PageAddress.Escape(stream)}&{Path}={TreePath.Escape(path)}";
}
