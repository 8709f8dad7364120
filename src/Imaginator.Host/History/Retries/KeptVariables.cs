using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Retries;

/// <summary>
/// Keeps variables of requests for retries. Values that may be secret are not kept, and the others are encrypted: a name promises
/// nothing about a value. Thread-safe.
/// </summary>
/// <param name="keyPath">The file of the key; see <see cref="InputKey"/>.</param>
/// <param name="mask">Masks the secrets of the configuration in a text.</param>
internal sealed class KeptVariables(string keyPath, Func<string, string> mask, ILogger logger)
{
    // Names and values of variables are environment variables, which cannot contain it.
    private const char Separator = '\0';

    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;

    private readonly InputKey _key = new(keyPath);

    /// <summary>Encrypts the variables of a build's request.</summary>
    /// <returns>The encrypted variables, empty for none, and the names of those that are left out.</returns>
    public (ReadOnlyMemory<byte> Variables, ImmutableArray<string> Missing) Keep(
        BuildId build, ImmutableSortedDictionary<string, string> variables)
    {
        ImmutableArray<string> missing = [.. variables.Where(IsLeftOut).Select(variable => variable.Key)];
        if (missing.Length == variables.Count)
        {
            return (default, missing);
        }

        var text = string.Join(
            Separator, variables.Where(variable => !missing.Contains(variable.Key)).SelectMany(variable => new[] { variable.Key, variable.Value }));
        try
        {
            return (Encrypt(build, Encoding.UTF8.GetBytes(text)), missing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            RetryLog.VariablesNotKept(logger, build, e.Message);
            return (default, [.. variables.Keys]);
        }
    }

    /// <summary>Decrypts variables; null if that is not possible, for example because the key was replaced.</summary>
    public ImmutableSortedDictionary<string, string>? TryOpen(BuildId build, ReadOnlyMemory<byte> variables)
    {
        if (variables.IsEmpty)
        {
            return ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        }

        try
        {
            var parts = Encoding.UTF8.GetString(Decrypt(build, variables.Span)).Split(Separator);
            return parts.Chunk(2).ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            RetryLog.VariablesNotRead(logger, build, e.Message);
            return null;
        }
    }

    private bool IsLeftOut(KeyValuePair<string, string> variable) =>
        VariableSecrecy.MayBeSecret(variable.Key, variable.Value)
        || mask(variable.Value) != variable.Value
        || variable.Key.Contains(Separator, StringComparison.Ordinal)
        || variable.Value.Contains(Separator, StringComparison.Ordinal);

    // The nonce, the ciphertext and the tag; the id of the build is authenticated too.
    private byte[] Encrypt(BuildId build, byte[] text)
    {
        var result = new byte[NonceLength + text.Length + TagLength];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_key.Get(), TagLength);
        cipher.Encrypt(nonce, text, result.AsSpan(NonceLength, text.Length), result.AsSpan(NonceLength + text.Length), BytesOf(build));
        return result;
    }

    private byte[] Decrypt(BuildId build, ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("the encrypted variables are too short");
        }

        var text = new byte[sealedText.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_key.Get(), TagLength);
        cipher.Decrypt(
            sealedText[..NonceLength], sealedText[NonceLength..^TagLength], sealedText[^TagLength..], text, BytesOf(build));
        return text;
    }

    private static byte[] BytesOf(BuildId build) => BitConverter.GetBytes(build.Value);
}
