using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Failures;

/// <summary>The failures that several addresses have in common.</summary>
internal static class WebFailures
{
    public static WebFailure PageNotFound() => new(
        StatusCodes.Status404NotFound, "Page not found", $"no page has this address; the status page ({PageAddress.Status}) links to all pages");

    public static WebFailure BuildNotFound() => new(
        StatusCodes.Status404NotFound, "Build not found", "build not found; it may have been removed from the history");

    /// <summary>The stream does not exist; the nearest one is the most similar name, null for none.</summary>
    public static WebFailure StreamNotFound(string name, string? nearest = null) => new(
        StatusCodes.Status404NotFound,
        "Stream not found",
        $"stream \"{name}\" not found in the configuration" + (nearest is null ? "" : $"; did you mean \"{nearest}\"?"));

    public static WebFailure ImageNotFound(string name) => new(
        StatusCodes.Status404NotFound, "Image not found", $"image \"{name}\" not found; it may have expired, or have been deleted");

    public static WebFailure FileNotFound(string path) => new(
        StatusCodes.Status404NotFound, "File not found", $"the image does not have \"{path}\"");

    public static WebFailure NameMissing(string example) => new(
        StatusCodes.Status400BadRequest, "Name missing", $"the query is empty; add the name of {example} after a question mark");

    public static WebFailure LogNotFound() => new(
        StatusCodes.Status404NotFound,
        "Log not found",
        "no log of this build: the build did not start, its log could not be written, or the log was removed from the archive to "
        + "free space for newer logs");

    public static WebFailure TooManyFollowers() => new(
        StatusCodes.Status503ServiceUnavailable, "Too many readers", "too many clients follow running builds; try again later");
}
