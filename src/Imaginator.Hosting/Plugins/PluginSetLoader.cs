using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Loads the plugins of a program.</summary>
internal static class PluginSetLoader
{
    /// <summary>Loads all plugins. Plugins that fail to load are listed in the set. The caller disposes the set.</summary>
    public static PluginSet Load(
        PluginSearchPath searchPath, PluginSettings settings, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(searchPath);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var activator = new PluginActivator(settings, loggerFactory, timeProvider);
        var activated = new List<ActivatedPlugin>();
        var failed = new List<FailedPlugin>();
        foreach (var folder in FindFolders(searchPath, failed))
        {
            try
            {
                activated.Add(activator.Activate(folder));
            }
            catch (PluginLoadException e)
            {
                failed.Add(new FailedPlugin(Path.GetFileName(folder), folder, e.Message));
            }
        }

        return Assemble(activated, failed);
    }

    private static List<string> FindFolders(PluginSearchPath searchPath, List<FailedPlugin> failed)
    {
        var folders = new List<string>();
        // A directory can have two names: in an installed program, the plugins next to the program are those in /usr/lib.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directory in searchPath.Standard.Where(Directory.Exists).Concat(searchPath.Additional))
        {
            var info = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
            try
            {
                if (seen.Add((info.ResolveLinkTarget(returnFinalTarget: true) ?? info).FullName))
                {
                    folders.AddRange(info.EnumerateDirectories()
                        .Where(folder => !folder.Name.StartsWith('.'))
                        .Select(folder => folder.FullName)
                        .Order(StringComparer.Ordinal));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failed.Add(new FailedPlugin(info.Name, info.FullName, $"the plugin directory cannot be read: {e.Clause()}"));
            }
        }

        return folders;
    }

    private static PluginSet Assemble(List<ActivatedPlugin> activated, List<FailedPlugin> failed)
    {
        var claims = activated.SelectMany(
                candidate => candidate.Plugin.Provides.Select(part => (part, file: candidate.Plugin.File)))
            .ToLookup(claim => claim.part, claim => claim.file, StringComparer.Ordinal);
        return new PluginSet
        {
            Loaded = [.. activated.Select(candidate => candidate.Plugin).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Failed = [.. failed.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)],
            Conflicts =
            [
                .. claims.Where(claim => claim.Count() > 1)
                    .SelectMany(claim => claim.Skip(1).Select(other => new PluginConflict(claim.Key, claim.First(), other)))
                    .OrderBy(conflict => conflict.Part, StringComparer.Ordinal),
            ],
            PackagerTypes = Undisputed(candidate => candidate.PackagerTypes, PluginPart.Packager),
            ManifestSources = Undisputed(candidate => candidate.ManifestSources, PluginPart.ManifestSource),
            Uploaders = Undisputed(candidate => candidate.Uploaders, PluginPart.Uploader),
            Owned = [.. activated.Select(candidate => candidate.Services)],
        };

        ImmutableSortedDictionary<string, T> Undisputed<T>(
            Func<ActivatedPlugin, ImmutableArray<KeyValuePair<string, T>>> parts, Func<string, string> partName) =>
            activated.SelectMany(candidate => parts(candidate))
                .Where(part => claims[partName(part.Key)].Count() == 1)
                .ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
