using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob;

/// <summary>
/// Provides the codec of every type: basic types, the types given to the constructor, and records, lists, maps and
/// nullable values made of them.
/// </summary>
/// <remarks>Thread-safe. Uses reflection once per type.</remarks>
public sealed class GobCatalog
{
    private readonly ConcurrentDictionary<Type, GobCodec> _codecs = new();
    private readonly Lock _making = new();
    private readonly Dictionary<Type, GobCodec> _unfinished = [];

    /// <summary>Creates a catalog.</summary>
    public GobCatalog(params ReadOnlySpan<(Type Type, GobCodec Codec)> codecs)
    {
        foreach (var (type, codec) in GobBasicCodecs.All)
        {
            _codecs[type] = codec;
        }

        _codecs[typeof(GobTime)] = new GobSelfEncodedCodec<GobTime>(
            GobKind.GobEncoder, "time.Time", GobTime.Parse, (value, bytes) => value.Format(bytes),
            value => value == default);
        foreach (var (type, codec) in codecs)
        {
            _codecs[type] = codec;
        }
    }

    /// <summary>Gets the codec of a type.</summary>
    /// <exception cref="NotSupportedException">The type, or a type that it contains, has no codec.</exception>
    public GobCodec<T> Get<T>() => (GobCodec<T>)Get(typeof(T));

    private GobCodec Get(Type type)
    {
        if (_codecs.TryGetValue(type, out var codec))
        {
            return codec;
        }

        lock (_making)
        {
            var isOutermost = _unfinished.Count == 0;
            try
            {
                codec = GetOrMake(type);
                if (isOutermost)
                {
                    foreach (var (finishedType, finished) in _unfinished)
                    {
                        _codecs[finishedType] = finished;
                    }
                }

                return codec;
            }
            finally
            {
                if (isOutermost)
                {
                    _unfinished.Clear();
                }
            }
        }
    }

    private GobCodec GetOrMake(Type type)
    {
        if (_codecs.TryGetValue(type, out var codec) || _unfinished.TryGetValue(type, out codec))
        {
            return codec;
        }

        return type.IsClass && type.GetConstructor(Type.EmptyTypes) is not null
            ? (GobCodec)Call(nameof(MakeRecord), [type])
            : _unfinished[type] = MakeComposite(type, null, []);
    }

    private GobCodec MakeComposite(Type type, string? spelling, ReadOnlySpan<int> lengths)
    {
        if (type.IsArray && !lengths.IsEmpty)
        {
            var item = type.GetElementType()!;
            var inner = lengths.Length > 1 ? MakeComposite(item, null, lengths[1..]) : GetOrMake(item);
            return (GobCodec)Create(typeof(GobArrayCodec<>), [item], inner, lengths[0], spelling);
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var arguments = type.GenericTypeArguments;
        return definition switch
        {
            _ when definition == typeof(Nullable<>) =>
                (GobCodec)Create(typeof(GobNullableCodec<>), arguments, GetOrMake(arguments[0])),
            _ when definition == typeof(ImmutableArray<>) =>
                (GobCodec)Create(typeof(GobSliceCodec<>), arguments, GetOrMake(arguments[0]), spelling),
            _ when definition == typeof(IReadOnlyDictionary<,>) =>
                (GobCodec)Create(typeof(GobMapCodec<,>), arguments, GetOrMake(arguments[0]), GetOrMake(arguments[1]), spelling),
            _ => throw new NotSupportedException($"no gob codec for {type}"),
        };
    }

    private GobRecordCodec<T> MakeRecord<T>() where T : class, new()
    {
        var attribute = typeof(T).GetCustomAttribute<GobTypeAttribute>();
        var codec = new GobRecordCodec<T>(attribute?.Spelling ?? typeof(T).Name, attribute?.ListedByPointer ?? false);
        _unfinished[typeof(T)] = codec;
        codec.Complete([.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null)
            .OrderBy(property => property.MetadataToken)
            .Select(property => (GobRecordField<T>)Create(
                typeof(GobRecordField<,>), [typeof(T), property.PropertyType], property, GetForProperty(property)))]);
        return codec;
    }

    private GobCodec GetForProperty(PropertyInfo property)
    {
        var spelling = property.GetCustomAttribute<GobTypeAttribute>()?.Spelling;
        var lengths = property.GetCustomAttribute<GobLengthAttribute>()?.Lengths;
        return spelling is null && lengths is null
            ? GetOrMake(property.PropertyType)
            : MakeComposite(property.PropertyType, spelling, [.. lengths ?? []]);
    }

    private object Call(string method, Type[] arguments) =>
        GetType().GetMethod(method, BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(arguments).Invoke(this, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static object Create(Type definition, Type[] arguments, params object?[] values) =>
        Activator.CreateInstance(
            definition.MakeGenericType(arguments),
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.OptionalParamBinding, null, values, null)!;
}
