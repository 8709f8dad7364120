using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Stages;

/// <summary>The environment variables of commands in an image.</summary>
internal static class BuildCommands
{
    /// <summary>What every command gets, and commands that must not depend on variables get alone.</summary>
    public static ImmutableSortedDictionary<string, string> BaseEnvironment()
    {
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        environment["HOME"] = "/";
        environment["LOGNAME"] = "root";
        environment["USER"] = "root";
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        if (Environment.GetEnvironmentVariable("TZ") is { } zone)
        {
            environment["TZ"] = zone;
        }

        return environment.ToImmutable();
    }

    /// <summary>What scripts and package installation get: the base, the stream's variables, the request's.</summary>
    public static ImmutableSortedDictionary<string, string> WithVariables(BuildSession session, string? branch, string? commitId)
    {
        // Later layers must not override earlier ones, as in expansion; the base is nobody's to override.
        var environment = BaseEnvironment().ToBuilder();
        AddMissing(environment, session.Stream.Variables);
        AddMissing(environment, VariableScope.OfStreamName(session.Stream.Name));
        AddMissing(environment, session.Request.Variables);
        if (!string.IsNullOrEmpty(commitId))
        {
            environment["MANIFEST_GIT_COMMIT_ID"] = commitId;
        }

        if (!string.IsNullOrEmpty(branch))
        {
            environment["REQUESTED_GIT_BRANCH"] = branch;
        }

        return environment.ToImmutable();
    }

    private static void AddMissing(
        ImmutableSortedDictionary<string, string>.Builder environment, IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            environment.TryAdd(name, value);
        }
    }
}
