namespace Imaginator.Building.Sandboxing.ControlGroups;

/// <summary>The kernel's names of the controllers.</summary>
internal static class ControllerNames
{
    /// <summary>Each controller with its name.</summary>
    public static IReadOnlyList<(Controllers Controller, string Name)> All { get; } =
        [(Controllers.Memory, "memory"), (Controllers.Processes, "pids"), (Controllers.Cpu, "cpu")];

    /// <summary>The controllers among some words.</summary>
    public static Controllers Parse(IReadOnlyCollection<string> words)
    {
        var found = Controllers.None;
        foreach (var (controller, name) in All)
        {
            found |= words.Contains(name) ? controller : Controllers.None;
        }

        return found;
    }

    /// <summary>The names of controllers, for people.</summary>
    public static string Describe(Controllers controllers) =>
        string.Join(", ", All.Where(item => controllers.HasFlag(item.Controller)).Select(item => item.Name));
}
