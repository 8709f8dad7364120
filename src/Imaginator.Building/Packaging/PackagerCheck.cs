using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Files;
using Imaginator.Packagers;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Packaging;

/// <summary>Checks the packagers that plugins provide. A fault would otherwise end builds, long after the start.</summary>
public static class PackagerCheck
{
    // Files that no image can lose.
    private static readonly string[] SystemPaths =
    [
        "/", "/bin", "/bin/sh", "/bin/generic-packager", "/etc", "/etc/passwd", "/etc/os-release", "/lib", "/usr", "/usr/bin", "/usr/bin/env",
        "/usr/lib", "/var", "/var/lib", "/var/log", "/var/cache", "/home", "/root", "/tmp",
    ];

    /// <summary>Finds all faults of a packager, each with the name of the packager and the property.</summary>
    public static IEnumerable<string> FindFaults(string? typeName, PackagerType? defaults)
    {
        var subject = $"packager \"{FileName.ToDisplay(typeName ?? "")}\": ";
        if (!IsName(typeName))
        {
            yield return subject + "invalid TypeName: it must start with a lower-case letter or digit, and consist of lower-case letters, "
                + "digits, +, -, . and _";
        }

        if (defaults is null)
        {
            yield return subject + "Defaults is null";
            yield break;
        }

        foreach (var fault in CommandsOf(defaults).SelectMany(command => FaultsOfCommand(command.Property, command.Arguments))
            .Concat(FaultsOfList(defaults.ListCommand))
            .Concat(FaultsOfTexts(nameof(PackagerType.Verbatim), defaults.Verbatim))
            .Concat(FaultsOfPatterns(defaults.CleanPatterns))
            .Concat(FaultsOfExitCodes(defaults.SuccessExitCodes))
            .Concat(FaultsOfFileNames(nameof(PackagerType.RepositoryIndexes), defaults.RepositoryIndexes))
            .Concat(FaultsOfFileNames(nameof(PackagerType.RepositoryFiles), defaults.RepositoryFiles)))
        {
            yield return $"{subject}Defaults.{fault}";
        }
    }

    /// <summary>Finds the files of every system that the patterns of a packager without faults delete.</summary>
    public static IEnumerable<string> FindCleanedSystemPaths(PackagerType defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        var filter = PathFilter.Compile(defaults.CleanPatterns);
        return SystemPaths.Where(path => filter.IsMatch(path));
    }

    private static bool IsName(string? name) =>
        name is { Length: > 0 } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.' or '_');

    private static (string Property, ImmutableArray<string> Arguments)[] CommandsOf(PackagerType type) =>
    [
        (nameof(type.CleanCommand), type.CleanCommand),
        (nameof(type.InstallCommand), type.InstallCommand),
        (nameof(type.RemoveCommand), type.RemoveCommand),
        (nameof(type.UpdateCommand), type.UpdateCommand),
        (nameof(type.UpgradeCommand), type.UpgradeCommand),
        (nameof(type.PlanCommand), type.PlanCommand),
    ];

    private static IEnumerable<string> FaultsOfCommand(string property, ImmutableArray<string> arguments)
    {
        // An empty command succeeds without an effect: images would lack their packages.
        if (property == nameof(PackagerType.InstallCommand) && !arguments.IsDefault && arguments.IsEmpty)
        {
            return [$"{property} is empty; name the program that installs packages"];
        }

        return !arguments.IsDefaultOrEmpty && arguments[0] is ""
            ? [$"{property} has an empty program name"]
            : FaultsOfTexts(property, arguments);
    }

    private static IEnumerable<string> FaultsOfList(PackageListCommand? list)
    {
        if (list is null)
        {
            return [$"{nameof(PackagerType.ListCommand)} is null"];
        }

        var faults = FaultsOfCommand($"{nameof(PackagerType.ListCommand)}.{nameof(list.ArgList)}", list.ArgList);
        return list.SizeMultiplier == 0
            ? faults.Append($"{nameof(PackagerType.ListCommand)}.{nameof(list.SizeMultiplier)} is 0; it must be at least 1")
            : faults;
    }

    private static IEnumerable<string> FaultsOfTexts(string property, ImmutableArray<string> texts)
    {
        if (texts.IsDefault)
        {
            return [$"{property} is not set; assign [] for none"];
        }

        return texts.Select((text, i) => text is null ? $"{property}[{i}] is null"
            : text.Contains('\0', StringComparison.Ordinal) ? $"{property}[{i}] contains a zero byte, which no argument can contain"
            : null).OfType<string>();
    }

    private static IEnumerable<string> FaultsOfExitCodes(ImmutableArray<int> codes)
    {
        const string Property = nameof(PackagerType.SuccessExitCodes);
        return codes.IsDefault
            ? [$"{Property} is not set; assign [] for none"]
            : codes.Select((code, i) => GenericPackager.FaultOfExitCode(code) is { } fault
                ? string.Create(CultureInfo.InvariantCulture, $"{Property}[{i}]: {code} {fault}")
                : null).OfType<string>();
    }

    private static IEnumerable<string> FaultsOfFileNames(string property, ImmutableArray<string> patterns) => patterns.IsDefault
        ? [$"{property} is not set; assign [] for none"]
        : patterns.Select((pattern, i) => pattern is null ? $"{property}[{i}] is null"
            : RepositoryPatterns.FaultOf(pattern) is { } fault ? $"{property}[{i}]: the pattern \"{FileName.ToDisplay(pattern)}\" {fault}"
            : null).OfType<string>();

    private static IEnumerable<string> FaultsOfPatterns(ImmutableArray<string> patterns)
    {
        const string Property = nameof(PackagerType.CleanPatterns);
        foreach (var fault in FaultsOfTexts(Property, patterns))
        {
            yield return fault;
        }

        if (patterns.IsDefault)
        {
            yield break;
        }

        if (patterns.Length > FilterBudget.MaximumLines)
        {
            yield return $"{Property} has {patterns.Length} patterns; at most {FilterBudget.MaximumLines} are allowed";
            yield break;
        }

        var budget = new FilterBudget();
        for (var i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] is { } pattern && PathFilter.Check(pattern, budget) is { } fault)
            {
                yield return $"{Property}[{i}]: bad {fault}";
            }
        }
    }
}
