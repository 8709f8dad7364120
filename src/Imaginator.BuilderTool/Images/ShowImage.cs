using System.Globalization;
using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Images;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>show-image IMAGE</c>.</summary>
internal static class ShowImage
{
    private static readonly Flag<bool> Summary = new(
        "summary", FlagTypes.Boolean, false, "Show the metadata only, without packages and tree.") { Group = "Output" };

    public static Command Command { get; } = new(
        "show-image", "IMAGE", "Show the metadata, packages and tree of an image.", RunAsync)
    {
        Group = ImageCommands.Group,
        Description = [ImageCommands.OfStreams],
        Flags = [JsonFlag.Json, Summary],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                var (name, image) = await ImageNames.GetAsync(store, context.Operands[0], withFileSystem: true, cancellationToken);
                var full = !context.Flags.Get(Summary);
                if (context.Flags.Get(JsonFlag.Json))
                {
                    using var output = Console.OpenStandardOutput();
                    ImageJson.Write(name, image, full, output);
                    await context.Output.WriteLineAsync();
                    return 0;
                }

                WriteMetadata(name, image, context);
                if (full)
                {
                    WriteContents(image, context.Output);
                }

                return 0;
            },
            cancellationToken);

    private static void WriteMetadata(string name, Image image, CommandContext context)
    {
        Line(context.Output, "Image", name);
        Line(context.Output, "Source image", image.SourceImage);
        Line(context.Output, "Manifest", image.BuildGitUrl);
        Line(context.Output, "Branch", image.BuildBranch);
        Line(context.Output, "Commit", image.BuildCommitId);
        Line(context.Output, "Created", $"{TimeFormat.Local(image.CreatedOn, context.Time)}{By(image)}");
        Line(context.Output, "Expires", image.ExpiresAt is { } expires ? TimeFormat.Local(expires, context.Time) : "never");
        Line(context.Output, "Owner users", string.Join(", ", image.OwnerUsers));
        Line(context.Output, "Owner groups", string.Join(", ", image.OwnerGroups));
        Line(context.Output, "Tags", string.Join(", ", image.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
        Line(context.Output, "Filter", image.Filter is { } filter ? CountFormat.Of(filter.Lines.Length, "line") : "none (sparse image)");
        Line(context.Output, "Triggers", image.Triggers is { } triggers ? $"{triggers.Length}" : "none");
        Line(context.Output, "Build log", image.BuildLog?.Object?.ToString() ?? image.BuildLog?.Url ?? "");
        if (image.FileSystem is { } tree)
        {
            var files = tree.NumRegularInodes.ToString("N0", CultureInfo.InvariantCulture);
            var directories = tree.DirectoryCount.ToString("N0", CultureInfo.InvariantCulture);
            Line(context.Output, "Files", $"{files} ({ByteSize.Describe((long)tree.TotalDataBytes)}), {directories} directories");
        }

        Line(context.Output, "Packages", image.Packages.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteContents(Image image, TextWriter output)
    {
        if (image.Filter is { } filter)
        {
            Section(output, "Filter", filter.Lines);
        }

        Section(output, "Packages", image.Packages.Select(package => $"{package.Name} {package.Version} {package.Size}"));
        if (image.FileSystem is { } tree)
        {
            Section(output, "Tree", TreeWalk.Of(tree).Select(entry => InodeText.Line(entry.Path, entry.Inode)));
        }
    }

    private static void Section(TextWriter output, string title, IEnumerable<string> lines)
    {
        output.WriteLine($"\n{title}:");
        foreach (var line in lines)
        {
            output.WriteLine($"  {FileName.ToDisplay(line)}");
        }
    }

    private static void Line(TextWriter output, string label, string value)
    {
        if (value.Length > 0)
        {
            // Tags and owners come from manifests, which must not control terminals.
            output.WriteLine($"{label + ":",-14} {FileName.ToDisplay(value)}");
        }
    }

    private static string By(Image image) =>
        (image.CreatedBy.Length > 0 ? $" by {image.CreatedBy}" : "") + (image.CreatedFor.Length > 0 ? $" for {image.CreatedFor}" : "");
}
