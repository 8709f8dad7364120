using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Imaginator.Architecture.Tests.Projects;

/// <summary>Types that assemblies other than their own use.</summary>
internal static class UsedTypes
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The types among <paramref name="exported"/> that another assembly of the product mentions, and those that their visible
    /// members need: C# requires them to be as visible.
    /// </summary>
    public static HashSet<Type> WithSignatures(IEnumerable<Type> exported)
    {
        var names = ProductAssemblies.All.SelectMany(Mentioned).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<Type>();
        var open = new Stack<Type>(exported.Where(type => names.Contains(type.FullName!)));
        while (open.TryPop(out var type))
        {
            if (used.Add(type))
            {
                foreach (var needed in Signatures(type).SelectMany(Parts))
                {
                    open.Push(needed);
                }
            }
        }

        return used;
    }

    // From the table of type references (ECMA-335, II.22.38).
    private static string[] Mentioned(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences
                .Select(metadata.GetTypeReference)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"),
        ];
    }

    private static IEnumerable<Type> Signatures(Type type) =>
    [
        .. type.BaseType is { } ancestor ? [ancestor] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetNestedTypes(),
        .. type.GetMethods(Members).Where(IsVisible).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)),
        .. type.GetConstructors(Members).Where(IsVisible).SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType),
        .. type.GetFields(Members).Where(field => field.IsPublic || field.IsFamily).Select(field => field.FieldType),
    ];

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // A generic type, its definition and its arguments; the element of an array or a reference.
    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
        // Not further: a constraint can mention its own parameter.
        { IsGenericParameter: true } => type.GetGenericParameterConstraints()
            .Select(constraint => constraint.IsGenericType ? constraint.GetGenericTypeDefinition() : constraint),
        { IsNested: true } => [type, type.DeclaringType!],
        _ => [type],
    };
}
