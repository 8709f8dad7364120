using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Pages;

/// <summary>Pages that say why something is not to be seen.</summary>
internal static class Failures
{
    public static IResult NoSuchPage() => HtmlPage.Failure(
        StatusCodes.Status404NotFound, "No such page", "There is no page at this address. The status page links to all that there are.");

    public static IResult NoSuchBuild() => HtmlPage.Failure(
        StatusCodes.Status404NotFound, "No such build", "The history does not have this build, or not any more.");

    public static IResult NoSuchStream(string name) => HtmlPage.Failure(
        StatusCodes.Status404NotFound, "No such stream", $"The configuration does not have a stream \"{name}\".");

    public static IResult NameMissing(string what) => HtmlPage.Failure(
        StatusCodes.Status400BadRequest, "Name missing", $"This address needs the name of {what} behind a question mark.");

    public static IResult LogIsGone() => HtmlPage.Failure(
        StatusCodes.Status404NotFound,
        "No log",
        "There is no log of this build: it never started, its log could not be written, or the log has made room for newer ones in the archive.");

    public static IResult TooManyFollowers() => HtmlPage.Failure(
        StatusCodes.Status503ServiceUnavailable, "Too many readers", "Too many people follow running builds. Try again later.");
}
