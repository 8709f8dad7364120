using System.Collections.Immutable;
using System.Reflection;
using DbUp.Engine;

namespace Imaginator.Postgres.Migrations;

/// <summary>The scripts of this version of the program.</summary>
internal static class MigrationScripts
{
    // Scripts name no schema, except in the settings of functions.
    private const string Start = "SET LOCAL search_path = imaginator, pg_temp;\n";

    /// <summary>The names of the scripts that run once, in order.</summary>
    public static ImmutableArray<string> Steps { get; } = NamesIn("scripts/");

    /// <summary>The scripts that run once: tables. Released ones must not change.</summary>
    public static IEnumerable<SqlScript> ReadSteps() => Steps.Select(name => Read("scripts/", name));

    /// <summary>The scripts that each migration runs: functions and grants. A function with other parameters has another name.</summary>
    public static IEnumerable<SqlScript> ReadFunctions() => NamesIn("functions/").Select(name => Read("functions/", name));

    private static ImmutableArray<string> NamesIn(string folder) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => name[folder.Length..])
            .Order(StringComparer.Ordinal),
    ];

    private static SqlScript Read(string folder, string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(folder + name)!);
        return new SqlScript(name, Start + reader.ReadToEnd());
    }
}
