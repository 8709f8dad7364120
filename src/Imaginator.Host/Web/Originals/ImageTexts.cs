using System.Text;
using System.Text.Json;
using Imaginator.Files;
using Imaginator.Host.Images;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Failures;
using Imaginator.Host.Web.Readers;
using Imaginator.Images;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Originals;

/// <summary>Lists of images as scripts read them from Dominator's imageserver: lines of text, or JSON.</summary>
internal sealed class ImageTexts(ImageBrowser images)
{
    private const string Json = "json";

    /// <summary><c>/listImages?output=text</c>: the names of images.</summary>
    public async Task<IResult> ListImagesAsync(PageReader reader, OriginalQuery query, CancellationToken cancellationToken)
    {
        var found = await images.ListImagesAsync(query.Name, cancellationToken);
        return Lines(found.Select(image => image.Name).Where(name => reader.Sees(ImageName.StreamOf(name))));
    }

    /// <summary><c>/listDirectories?output=text</c>: the names of directories, without the top directory.</summary>
    public async Task<IResult> ListDirectoriesAsync(PageReader reader, CancellationToken cancellationToken)
    {
        var found = await images.ListDirectoriesAsync(cancellationToken);
        return Lines(found.Select(directory => directory.Name).Where(name => name.Length > 0 && reader.Sees(name)));
    }

    /// <summary><c>/listPackages?IMAGE&amp;output=text</c> or <c>output=json</c>.</summary>
    public async Task<IResult> ListPackagesAsync(PageReader reader, OriginalQuery query, CancellationToken cancellationToken)
    {
        if (!Sees(reader, query.Name) || await images.PackagesAsync(query.Name, cancellationToken) is not { } packages)
        {
            return WebFailures.ImageNotFound(query.Name);
        }

        return query.Format == Json
            ? TypedResults.Text(ToJson(packages), "application/json", Encoding.UTF8)
            : Lines(packages.Select(package => $"{package.Name} {package.Version} {package.Size}"));
    }

    /// <summary><c>/listComputedInodes?IMAGE</c>: paths and file generators.</summary>
    public async Task<IResult> ListComputedFilesAsync(PageReader reader, OriginalQuery query, CancellationToken cancellationToken) =>
        Sees(reader, query.Name) && await images.ComputedFilesAsync(query.Name, cancellationToken) is { } files
            ? Lines(files.Select(file => $"{file.Path} {file.Source}"))
            : WebFailures.ImageNotFound(query.Name);

    /// <summary><c>/listReleaseNotes?IMAGE</c>.</summary>
    public async Task<IResult> ShowNotesAsync(PageReader reader, OriginalQuery query, CancellationToken cancellationToken) =>
        Sees(reader, query.Name) && await images.OpenReleaseNotesAsync(query.Name, cancellationToken) is { } notes
            ? new TextAnswer(notes)
            : new WebFailure(
                StatusCodes.Status404NotFound, "Notes not found", $"image \"{query.Name}\" not found, or it has no release notes");

    /// <summary><c>/getObject?HASH</c>: an object of any image, for readers who see all images.</summary>
    public async Task<IResult> OpenObjectAsync(PageReader reader, OriginalQuery query, CancellationToken cancellationToken) =>
        !ObjectHash.TryParse(query.Name, out var hash) || hash.IsZero
            ? new WebFailure(
                StatusCodes.Status400BadRequest, "Invalid hash", $"the query must be an object hash: {2 * ObjectHash.Length} hexadecimal digits")
            : reader.SeesAll
                ? new ObjectAnswer(await images.OpenObjectAsync(hash, cancellationToken))
                : new WebFailure(StatusCodes.Status403Forbidden, "Not permitted", "reading objects requires permission for all streams");

    private static bool Sees(PageReader reader, string imageName) => reader.Sees(ImageName.StreamOf(imageName));

    private static TextAnswer Lines(IEnumerable<string> lines) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => FileName.ToDisplay(line) + "\n")))));

    private static string ToJson(IReadOnlyList<Package> packages)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartArray();
            foreach (var package in packages)
            {
                writer.WriteStartObject();
                writer.WriteString("Name", package.Name);
                writer.WriteString("Version", package.Version);
                writer.WriteNumber("Size", package.Size);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
