using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
using Imaginator.Building.Packaging;
using Imaginator.Hosting.Plugins;
using Imaginator.Packagers;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Reads the packager types of the configuration, which override or add to those of the plugins.</summary>
internal static class PackagerTypeBinder
{
    public static ImmutableDictionary<string, PackagerType> BindAll(JsonCursor? table, PluginSet plugins)
    {
        var types = plugins.PackagerTypes.ToImmutableDictionary(StringComparer.Ordinal).ToBuilder();
        foreach (var (name, entry) in table?.AsEntries() ?? [])
        {
            var cursor = entry with { Subject = $"packager type \"{name}\": " };
            if (cursor.AsFields() is not { } fields)
            {
                continue;
            }

            var defaults = plugins.PackagerTypes.GetValueOrDefault(name);
            var type = Bind(fields, defaults ?? new PackagerType());
            if (defaults is null && plugins.Conflicts.Any(conflict => conflict.Part == PluginPart.Packager(name)))
            {
                // The entry changes the commands of one of the plugins: alone, it is only a part of a packager type.
                cursor.StreamError(plugins.NotLoaded("it", PluginPart.Packager(name), plugins.PackagerTypes.Keys));
            }
            else if (defaults is null && type.InstallCommand.IsEmpty)
            {
                // Without a plugin the configuration must define the type; a missing command indicates a misspelled name, or that its
                // plugin is not loaded. Only the streams that have the type cannot be built.
                cursor.StreamError(
                    plugins.NotLoaded("a plugin for it", PluginPart.Packager(name), plugins.PackagerTypes.Keys)
                    + "; without a plugin, InstallCommand is required");
            }
            else
            {
                types[name] = type;
            }
        }

        return types.ToImmutable();
    }

    private static PackagerType Bind(JsonFields fields, PackagerType defaults)
    {
        var type = new PackagerType
        {
            CleanCommand = fields.Texts("CleanCommand") ?? defaults.CleanCommand,
            InstallCommand = fields.Texts("InstallCommand") ?? defaults.InstallCommand,
            RemoveCommand = fields.Texts("RemoveCommand") ?? defaults.RemoveCommand,
            UpdateCommand = fields.Texts("UpdateCommand") ?? defaults.UpdateCommand,
            UpgradeCommand = fields.Texts("UpgradeCommand") ?? defaults.UpgradeCommand,
            PlanCommand = fields.Texts("PlanCommand") ?? PlanOf(fields, defaults),
            ListCommand = BindListCommand(fields.Find("ListCommand"), defaults.ListCommand),
            CleanPatterns = FilterLineList.Read(fields.Find("CleanPatterns")) ?? defaults.CleanPatterns,
            Verbatim = fields.Texts("Verbatim") ?? defaults.Verbatim,
            SuccessExitCodes = BindExitCodes(fields.Find("SuccessExitCodes")) ?? defaults.SuccessExitCodes,
            RepositoryIndexes = BindFileNames(fields.Find("RepositoryIndexes")) ?? defaults.RepositoryIndexes,
            RepositoryFiles = BindFileNames(fields.Find("RepositoryFiles")) ?? defaults.RepositoryFiles,
        };
        fields.WarnOfMisspelt();
        return type;
    }

    // The plan command of the plugin fits only its own commands.
    private static ImmutableArray<string> PlanOf(JsonFields fields, PackagerType defaults) =>
        fields.Find("InstallCommand") is null && fields.Find("UpgradeCommand") is null ? defaults.PlanCommand : [];

    private static ImmutableArray<int>? BindExitCodes(JsonCursor? field)
    {
        if (field?.AsList() is not { } items)
        {
            return null;
        }

        var codes = ImmutableArray.CreateBuilder<int>(items.Length);
        foreach (var item in items)
        {
            if (item.AsNumber() is not { } code)
            {
                continue;
            }

            if (GenericPackager.FaultOfExitCode(code) is { } fault)
            {
                item.Error($"{code.ToString(CultureInfo.InvariantCulture)} {fault}");
            }
            else
            {
                codes.Add((int)code);
            }
        }

        return codes.DrainToImmutable();
    }

    private static ImmutableArray<string>? BindFileNames(JsonCursor? field)
    {
        if (field?.AsList() is not { } items)
        {
            return null;
        }

        var patterns = ImmutableArray.CreateBuilder<string>(items.Length);
        foreach (var item in items)
        {
            if (item.AsRequiredText() is not { } pattern)
            {
                continue;
            }

            if (RepositoryPatterns.FaultOf(pattern) is { } fault)
            {
                item.Error($"the pattern \"{pattern}\" {fault}");
            }
            else
            {
                patterns.Add(pattern);
            }
        }

        return patterns.DrainToImmutable();
    }

    private static PackageListCommand BindListCommand(JsonCursor? field, PackageListCommand defaults)
    {
        if (field?.AsFields() is not { } fields)
        {
            return defaults;
        }

        var arguments = fields.Texts("ArgList");
        var multiplier = fields.Find("SizeMultiplier")?.AsNumber();
        fields.WarnOfMisspelt();
        return new PackageListCommand
        {
            ArgList = arguments ?? defaults.ArgList,
            // The multiplier of the plugin belongs to its own command; other commands print bytes by default.
            SizeMultiplier = multiplier is > 0 ? (ulong)multiplier : arguments is null ? defaults.SizeMultiplier : 1,
        };
    }
}
