using Imaginator.Building.Sandboxing.Users;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>The map of the ids of user namespaces that tests share.</summary>
internal static class TestIdMap
{
    private static readonly Lazy<IdMap> Shared = new(
        () => IdMap.TryCreate(SandboxProgram.Path, Path.GetTempPath()) switch
        {
            ({ } map, _) => map,
            var (_, reason) => throw new InvalidOperationException($"no user namespaces here: {reason}"),
        });

    /// <summary>The map.</summary>
    public static IdMap Instance => Shared.Value;
}
