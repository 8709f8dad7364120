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

    // The daemon and the engine have a range for each folder at the top, the other assemblies one range.
    private static string PartOf(Type type)
    {
        var assembly = type.Assembly.GetName().Name!;
        return assembly is "imaginator" or "Imaginator.Building" ? $"{assembly} {type.Namespace!.Split('.')[2]}" : assembly;
    }
}
