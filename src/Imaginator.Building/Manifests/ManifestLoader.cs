using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Scanning;
using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Entries = Imaginator.Building.Manifests.ManifestEntries;

namespace Imaginator.Building.Manifests;

/// <summary>
/// Reads and checks everything in a manifest directory before anything is unpacked or run: a bad manifest fails in
/// milliseconds, with all its faults at once. Thread-safe.
/// </summary>
internal static class ManifestLoader
{
    private static readonly (string Name, bool AllowLinks)[] Trees =
    [
        (Entries.Files, true), (Entries.FilesAppend, false), (Entries.PostInstallFiles, true),
        (Entries.PostInstallFilesAppend, false), (Entries.PostScriptsFiles, true), (Entries.Tests, true),
    ];

    /// <summary>Loads a manifest.</summary>
    /// <param name="lookup">Gives the value of a variable of the build, or null where it is unknown.</param>
    /// <exception cref="ManifestException">The manifest cannot be used; it lists every fault.</exception>
    public static Manifest Load(TreeRoot manifest, Func<string, string?> lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        var faults = new FaultList();
        var reader = new ManifestReader(manifest, faults);
        WarnOfMisspeltEntries(reader);

        var header = LoadHeader(reader, lookup);
        var loaded = (header ?? new Manifest { SourceImage = "" }) with
        {
            PackageList = LoadPackageList(reader),
            PreInstallScripts = ManifestDirectories.FindScripts(reader, Entries.PreInstallScripts),
            Scripts = ManifestDirectories.FindScripts(reader, Entries.Scripts),
            PostCleanupScripts = ManifestDirectories.FindScripts(reader, Entries.PostCleanupScripts),
            Trees =
            [
                .. Trees.Where(tree => ManifestDirectories.CheckTree(reader, tree.Name, tree.AllowLinks))
                    .Select(tree => tree.Name),
            ],
            ComputedFiles = LoadComputedFiles(reader),
            ImageFilter = LoadImageFilter(reader),
            Triggers = LoadTriggers(reader),
            Tags = reader.ReadJson(Entries.Tags) is { } tags
                ? ManifestHeader.ExpandTags(tags, lookup)
                : ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        };
        loaded = LoadOwners(reader, loaded);

        return faults.HasErrors
            ? throw new ManifestException(faults.ToImmutable())
            : loaded with { Warnings = faults.ToImmutable() };
    }

    private static Manifest? LoadHeader(ManifestReader reader, Func<string, string?> lookup)
    {
        if (!reader.Has(Entries.Manifest))
        {
            reader.Faults.Error(
                new ConfigurationLocation(Entries.Manifest),
                "is missing; create one such as {\"SourceImage\": \"base/debian\"}, or correct the manifest directory");
            return null;
        }

        return reader.ReadJson(Entries.Manifest) is { } file ? ManifestHeader.Read(file, lookup) : null;
    }

    private static ImmutableArray<string> LoadPackageList(ManifestReader reader)
    {
        var packages = ImmutableArray.CreateBuilder<string>();
        foreach (var line in reader.ReadLines(Entries.PackageList) ?? [])
        {
            var name = line.Text.Trim(' ', '\t');
            packages.Add(name);
            if (name.StartsWith('-'))
            {
                reader.Faults.Error(
                    new ConfigurationLocation(Entries.PackageList, line.Number),
                    $"\"{FileName.ToDisplay(name)}\" is not a package: package tools would take it as an option; remove the dash");
            }

            if (name.Any(letter => letter != '\t' && char.IsControl(letter)))
            {
                reader.Faults.Error(
                    new ConfigurationLocation(Entries.PackageList, line.Number),
                    $"\"{FileName.ToDisplay(name)}\" is not a package: it contains a control character; remove the character");
            }

            if (name.AsSpan().ContainsAny(' ', '\t'))
            {
                reader.Faults.Error(
                    new ConfigurationLocation(Entries.PackageList, line.Number),
                    $"\"{FileName.ToDisplay(name)}\" is not one package; write each package on a separate line");
            }
        }

        return packages.DrainToImmutable();
    }

    private static InheritableList<ComputedFile>? LoadComputedFiles(ManifestReader reader)
    {
        var name = FindOnly(
            reader,
            Entries.ComputedFiles,
            Entries.ComputedFiles + Entries.JsonSuffix,
            Entries.ComputedFilesAdd,
            Entries.ComputedFilesAdd + Entries.JsonSuffix);
        if (name is null)
        {
            return null;
        }

        var files = name.EndsWith(Entries.JsonSuffix, StringComparison.Ordinal)
            ? reader.ReadJson(name) is { } json ? ComputedFileList.Read(json) : []
            : ComputedFileList.Read(reader.ReadLines(name) ?? [], name, reader.Faults);
        return new InheritableList<ComputedFile>(
            files, name.StartsWith(Entries.ComputedFilesAdd, StringComparison.Ordinal));
    }

    private static InheritableList<string>? LoadImageFilter(ManifestReader reader) =>
        FindOnly(reader, Entries.Filter, Entries.FilterAdd) is { } name
            ? new(FilterLineList.Check(reader.ReadLines(name) ?? [], name, reader.Faults), name == Entries.FilterAdd)
            : null;

    private static InheritableList<Trigger>? LoadTriggers(ManifestReader reader) =>
        FindOnly(reader, Entries.Triggers, Entries.TriggersAdd) is { } name
            ? new(reader.ReadJson(name) is { } json ? TriggerList.Read(json) : [], name == Entries.TriggersAdd)
            : null;

    private static Manifest LoadOwners(ManifestReader reader, Manifest manifest)
    {
        var (groups, users) = ImageOwners.Read(reader.ReadJson(Entries.Owners)?.AsFields());
        return manifest with { OwnerGroups = groups, OwnerUsers = users };
    }

    // Of several forms of one thing there may be one.
    private static string? FindOnly(ManifestReader reader, params ReadOnlySpan<string> names)
    {
        string? found = null;
        foreach (var name in names)
        {
            if (!reader.Has(name))
            {
                continue;
            }

            if (found is not null)
            {
                reader.Faults.Error(new ConfigurationLocation(name), $"conflicts with {found}; keep one of them");
            }

            found ??= name;
        }

        return found;
    }

    private static void WarnOfMisspeltEntries(ManifestReader reader)
    {
        foreach (var name in reader.Names().Where(name => !Entries.All.Contains(name)))
        {
            if (NearestName.Find(name, Entries.All) is { } probable)
            {
                reader.Faults.Warn(
                    new ConfigurationLocation(FileName.ToDisplay(name)), $"is ignored; {probable} was probably meant");
            }
        }
    }
}
