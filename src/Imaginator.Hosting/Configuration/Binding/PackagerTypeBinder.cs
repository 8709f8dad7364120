using System.Collections.Immutable;
using Imaginator.Building.Documents.Json;
using Imaginator.Building.Manifests;
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
            if (defaults is null && type.InstallCommand.IsEmpty)
            {
                // Without a plugin the configuration must define the type; a missing command indicates a misspelled name.
                cursor.Error(
                    plugins.NotLoaded("a plugin for it", plugins.PackagerTypes.Keys)
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
        };
        fields.WarnOfMisspelt();
        return type;
    }

    // The plan command of the plugin fits only its own commands.
    private static ImmutableArray<string> PlanOf(JsonFields fields, PackagerType defaults) =>
        fields.Find("InstallCommand") is null && fields.Find("UpgradeCommand") is null ? defaults.PlanCommand : [];

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
