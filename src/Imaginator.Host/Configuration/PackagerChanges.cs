using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Hosting.Configuration;
using Imaginator.Linux.Storage;
using Imaginator.Packagers;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>
/// Reports the packager types that changed, by a plugin or by the configuration, since the previous configuration or the previous start:
/// images use the commands with which their bootstrap image was built. The state directory, which must exist, keeps the commands of the
/// packager types that bootstrap streams use. Thread-safe.
/// </summary>
internal sealed class PackagerChanges(string stateDirectory, ILogger logger)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int MaximumFileBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path = Path.Combine(stateDirectory, "packager-types.kept");
    private ImmutableSortedDictionary<string, string>? _kept;

    /// <summary>Logs the changed packager types, and keeps the present ones for the next call.</summary>
    public void Report(MainConfiguration main)
    {
        lock (_lock)
        {
            var before = _kept ?? Read();
            var after = before;
            foreach (var streams in main.BootstrapStreams.Values.GroupBy(stream => stream.PackagerType, StringComparer.Ordinal))
            {
                if (!main.BuildSettings.PackagerTypes.TryGetValue(streams.Key, out var type))
                {
                    continue;
                }

                var commands = Describe(type);
                if (before.TryGetValue(streams.Key, out var previous) && previous != commands)
                {
                    ConfigurationLog.PackagerChanged(logger, streams.Key, string.Join(", ", streams.Select(stream => stream.Name)));
                }

                after = after.SetItem(streams.Key, commands);
            }

            if (!ReferenceEquals(after, before))
            {
                Write(after);
            }

            _kept = after;
        }
    }

    /// <summary>
    /// Everything that images contain of a packager type, as one word. A hash would be shorter, but an idle daemon would keep the library
    /// that makes it in memory.
    /// </summary>
    private static string Describe(PackagerType type)
    {
        var text = new StringBuilder();
        Add(text, type.CleanCommand);
        Add(text, type.InstallCommand);
        Add(text, type.RemoveCommand);
        Add(text, type.UpdateCommand);
        Add(text, type.UpgradeCommand);
        Add(text, type.PlanCommand);
        Add(text, type.ListCommand.ArgList);
        Add(text, type.CleanPatterns);
        Add(text, type.Verbatim);
        text.Append(CultureInfo.InvariantCulture, $"{type.ListCommand.SizeMultiplier}");
        foreach (var code in type.SuccessExitCodes.AsSpan())
        {
            text.Append(CultureInfo.InvariantCulture, $" {code}");
        }

        return Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // Lengths and counts: different lists never become the same text.
    private static void Add(StringBuilder text, ImmutableArray<string> list)
    {
        text.Append(CultureInfo.InvariantCulture, $"{list.AsSpan().Length}\n");
        foreach (var item in list.AsSpan())
        {
            text.Append(CultureInfo.InvariantCulture, $"{item.Length} {item}\n");
        }
    }

    private ImmutableSortedDictionary<string, string> Read()
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var line in RegularFile.ReadAllText(_path, MaximumFileBytes).Split('\n'))
            {
                if (line.Split(' ', 2) is [var commands, var name])
                {
                    kept[name] = commands;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first start, or a file that Write replaces or complains about.
        }

        return kept.ToImmutable();
    }

    private void Write(ImmutableSortedDictionary<string, string> types)
    {
        try
        {
            var lines = types.Where(type => !type.Key.Contains('\n', StringComparison.Ordinal)).Select(type => $"{type.Value} {type.Key}\n");
            DurableFile.Replace(_path, Encoding.UTF8.GetBytes(string.Concat(lines)), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ConfigurationLog.PackagersNotKept(logger, _path, e.Clause());
        }
    }
}
