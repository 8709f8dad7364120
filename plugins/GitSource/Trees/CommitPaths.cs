using Imaginator.Files;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// Resolves paths in the tree of a commit as the kernel resolves those of manifests in directories: it follows relative links,
/// and nothing leads out of the tree.
/// </summary>
internal sealed class CommitPaths(Repository repository, Tree root)
{
    // The limit of Linux.
    private const int MaximumLinks = 40;

    /// <summary>Finds a directory or file by its path with slashes; an empty path is the root.</summary>
    public CommitTarget Find(string path)
    {
        var above = new List<(string Name, Tree Tree)>();
        var rest = new Stack<string>(Enumerable.Reverse(Split(path)));
        var links = 0;
        while (rest.TryPop(out var name))
        {
            if (name == ".")
            {
                continue;
            }

            if (name == "..")
            {
                if (above.Count == 0)
                {
                    return new CommitTarget("..", Fault: "leads out of the repository");
                }

                above.RemoveAt(above.Count - 1);
                continue;
            }

            var entryPath = string.Join('/', above.Select(directory => directory.Name).Append(name));
            var entry = NamedEntries.Find(repository, above.Count == 0 ? root : above[^1].Tree, name);
            if (entry is null)
            {
                return new CommitTarget(entryPath, Fault: "does not exist");
            }

            switch (entry.TargetType)
            {
                case TreeEntryTargetType.Tree:
                    above.Add((name, (Tree)entry.Target));
                    break;
                case TreeEntryTargetType.GitLink:
                    return new CommitTarget(entryPath, Fault: "is a submodule") { IsSubmodule = true };
                case TreeEntryTargetType.Blob when entry.Mode == Mode.SymbolicLink:
                    if (Follow(entry, rest, ++links) is { } fault)
                    {
                        return new CommitTarget(entryPath, Fault: fault);
                    }

                    break;
                default:
                    return rest.Count == 0
                        ? new CommitTarget(entryPath, File: entry)
                        : new CommitTarget(entryPath, Fault: "is a file");
            }
        }

        return new CommitTarget(
            string.Join('/', above.Select(directory => directory.Name)), Directory: above.Count == 0 ? root : above[^1].Tree);
    }

    /// <summary>The components of a path.</summary>
    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private string? Follow(TreeEntry link, Stack<string> rest, int links)
    {
        if (links > MaximumLinks)
        {
            return $"is one of more than {MaximumLinks} symbolic links in the path";
        }

        if (repository.ObjectDatabase.RetrieveObjectMetadata(link.Target.Id).Size > ManifestContents.MaximumLinkBytes)
        {
            return $"is a symbolic link with a target of more than {ManifestContents.MaximumLinkBytes} bytes";
        }

        using var contents = ((Blob)link.Target).GetContentStream();
        using var bytes = new MemoryStream();
        contents.CopyTo(bytes);
        var target = FileName.Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        if (ManifestContents.FindLinkFault(target) is { } fault)
        {
            return fault;
        }

        if (target.StartsWith('/'))
        {
            return "is a symbolic link that leads out of the repository";
        }

        foreach (var name in Enumerable.Reverse(Split(target)))
        {
            rest.Push(name);
        }

        return null;
    }
}
