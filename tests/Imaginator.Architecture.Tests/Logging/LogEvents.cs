using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Architecture.Tests.Logging;

/// <summary>All messages of the product, by reflection over the methods whose code is generated.</summary>
internal static class LogEvents
{
    private const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. from assembly in ProductAssemblies.All
           from type in assembly.GetTypes()
           from method in type.GetMethods(Declared)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           orderby attribute.EventId
           select new LogEvent(
               attribute.EventId, attribute.Level, attribute.Message, PartOf(type), $"{type.FullName}.{method.Name}"),
    ];

    // The folder without the project's own name: "imaginator Queue" is easier to read than the namespace.
    private static string PartOf(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        var folders = type.Namespace!.Split('.').SkipWhile(part => part is "Imaginator" or "Plugins").Skip(1);
        return $"{assembly} {string.Join('.', folders)}".TrimEnd();
    }
}
