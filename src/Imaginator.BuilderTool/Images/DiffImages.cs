using Imaginator.Building.Comparing;
using Imaginator.Files;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Images;

/// <summary><c>diff-images A B</c>.</summary>
internal static class DiffImages
{
    public static Command Command { get; } = new(
        "diff-images", "IMAGE-A IMAGE-B", "Show the files and packages that differ between two images.", RunAsync)
    {
        Group = ImageCommands.Group,
        Description = [ImageCommands.OfStreams],
        Examples =
        [
            new(
                "builder-tool diff-images base/debian/2026-11-23:19:30:00 \"$(builder-tool find-latest-image base/debian)\"",
                "Compare an image with the newest image of its stream:"),
        ],
        Flags = [JsonFlag.Json],
    };

    private static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.WithImageStoreAsync(
            async store =>
            {
                var (nameBefore, before) = await ImageNames
                    .GetAsync(store, context.Operands[0], withFileSystem: true, cancellationToken);
                var (nameAfter, after) = await ImageNames
                    .GetAsync(store, context.Operands[1], withFileSystem: true, cancellationToken);
                var difference = ImageComparer.Compare(before, after);
                if (context.Flags.Get(JsonFlag.Json))
                {
                    await context.WriteResultAsync("", ToJson(nameBefore, nameAfter, difference));
                }
                else
                {
                    Write(difference, context.Output);
                }

                return 0;
            },
            cancellationToken);

    private static void Write(ImageDifference difference, TextWriter output)
    {
        foreach (var path in difference.Removed)
        {
            output.WriteLine($"- {FileName.ToDisplay(path)}");
        }

        foreach (var path in difference.Added)
        {
            output.WriteLine($"+ {FileName.ToDisplay(path)}");
        }

        foreach (var file in difference.Changed)
        {
            output.WriteLine($"* {FileName.ToDisplay(file.Path)} ({file.Changes})");
        }

        foreach (var package in difference.RemovedPackages)
        {
            output.WriteLine($"- package {FileName.ToDisplay($"{package.Name} {package.Version}")}");
        }

        foreach (var package in difference.AddedPackages)
        {
            output.WriteLine($"+ package {FileName.ToDisplay($"{package.Name} {package.Version}")}");
        }

        foreach (var package in difference.ChangedPackages)
        {
            output.WriteLine($"* package {FileName.ToDisplay($"{package.Name} {package.Before} -> {package.After}")}");
        }
    }

    private static object ToJson(string before, string after, ImageDifference difference) => new
    {
        Before = before,
        After = after,
        Added = difference.Added.Select(FileName.ToDisplay),
        Removed = difference.Removed.Select(FileName.ToDisplay),
        Changed = difference.Changed.Select(file => new { Path = FileName.ToDisplay(file.Path), Changes = Split(file.Changes) }),
        difference.AddedPackages,
        difference.RemovedPackages,
        difference.ChangedPackages,
    };

    /// <summary>The single changes of a combination.</summary>
    private static IEnumerable<FileChanges> Split(FileChanges changes) =>
        Enum.GetValues<FileChanges>().Where(change => change != FileChanges.None && changes.HasFlag(change));
}
