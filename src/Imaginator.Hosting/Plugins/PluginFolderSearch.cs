using System.Collections.Immutable;

namespace Imaginator.Hosting.Plugins;

/// <summary>
/// Finds the folders of plugins. If several directories contain a folder with the same name, the last one is used: an administrator
/// replaces a plugin of the product without changing the files of its package.
/// </summary>
internal sealed record PluginFolderSearch
{
    /// <summary>The folders to load, in the order of the directories and of their names.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    public required ImmutableArray<SkippedPlugin> Skipped { get; init; }

    /// <summary>Directories that cannot be used.</summary>
    public required ImmutableArray<FailedPlugin> Failed { get; init; }

    /// <summary>Searches the directories of a path. Standard directories need not exist.</summary>
    public static PluginFolderSearch In(PluginSearchPath searchPath, PluginSettings settings)
    {
        var failed = new List<FailedPlugin>();
        var folders = searchPath.Standard.Where(Directory.Exists).Select(path => (path, isAdditional: false))
            .Concat(searchPath.Additional.Select(path => (path, isAdditional: true)))
            .SelectMany(Search(failed))
            .ToList();
        var last = folders.GroupBy(folder => Path.GetFileName(folder), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var skipped = ImmutableArray.CreateBuilder<SkippedPlugin>();
        var used = ImmutableArray.CreateBuilder<string>();
        foreach (var folder in folders)
        {
            var name = Path.GetFileName(folder);
            if (!settings.IsEnabled(name))
            {
                skipped.Add(new SkippedPlugin(name, folder, OverriddenBy: null));
            }
            else if (last[name] != folder)
            {
                skipped.Add(new SkippedPlugin(name, folder, last[name]));
            }
            else
            {
                used.Add(folder);
            }
        }

        return new PluginFolderSearch { Folders = used.ToImmutable(), Skipped = skipped.ToImmutable(), Failed = [.. failed] };
    }

    private static Func<(string Path, bool IsAdditional), IEnumerable<string>> Search(List<FailedPlugin> failed)
    {
        // A directory can have two names: in an installed program, the plugins next to the program are those in /usr/lib.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return candidate =>
        {
            var directory = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(candidate.Path)));
            try
            {
                if (!seen.Add((directory.ResolveLinkTarget(returnFinalTarget: true) ?? directory).FullName))
                {
                    return [];
                }

                var folders = directory.EnumerateDirectories()
                    .Where(folder => !folder.Name.StartsWith('.'))
                    .OrderBy(folder => folder.Name, StringComparer.Ordinal)
                    .ToList();
                if (candidate.IsAdditional && FindWrongLevel(directory, folders) is { } fault)
                {
                    failed.Add(new FailedPlugin(directory.Name, directory.FullName, fault));
                    return [];
                }

                return folders.Select(folder => folder.FullName);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add(new FailedPlugin(
                    directory.Name, directory.FullName, $"the plugin directory cannot be read: {e.Clause()}"));
                return [];
            }
        };
    }

    /// <summary>Whether a directory is not one of plugins, but the folder of a plugin, or the parent of a directory of plugins.</summary>
    private static string? FindWrongLevel(DirectoryInfo directory, List<DirectoryInfo> folders)
    {
        if (folders.Exists(IsPlugin))
        {
            return null;
        }

        if (IsPlugin(directory))
        {
            return $"it is the folder of a plugin, not a directory of plugins; write -pluginDir={directory.Parent?.FullName}";
        }

        if (directory.EnumerateFiles("*.dll").Select(file => file.Name).Order(StringComparer.Ordinal).FirstOrDefault() is { } assembly)
        {
            var name = Path.GetFileNameWithoutExtension(assembly);
            return $"it contains {assembly} instead of a folder for each plugin; move the files of a plugin {name} to a folder {name} in it";
        }

        return folders.Find(folder => folder.EnumerateDirectories().Any(IsPlugin)) is { } below
            ? $"the plugins are one level below; write -pluginDir={below.FullName}"
            : null;
    }

    private static bool IsPlugin(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, folder.Name + ".dll"));
}
