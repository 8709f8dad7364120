using System.Collections.Immutable;
using Imaginator.Hosting.Permissions;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Rpc.Certificates;

/// <summary>
/// The certificates that the daemon serves with; new connections use the newest. Certificates that cannot be loaded, or with which
/// no client could connect now, do not replace working ones. Thread-safe.
/// </summary>
internal sealed class CertificateStore
{
    private readonly Lock _lock = new();
    private readonly CertificateFiles _files;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<CertificateStore> _logger;
    private ImmutableArray<FileStamp> _loadedFrom;
    private ServerCertificates _current;
    private string? _fault;

    /// <summary>Loads the certificates.</summary>
    /// <exception cref="ImaginatorException">They cannot be used; the message says what to do.</exception>
    public CertificateStore(CertificateFiles files, TimeProvider timeProvider, ILogger<CertificateStore> logger)
    {
        _files = files;
        _timeProvider = timeProvider;
        _logger = logger;
        _loadedFrom = Stamps();
        _current = ServerCertificates.Load(files, timeProvider);
        WarnOfReaders();
    }

    /// <summary>The newest certificates that could be loaded.</summary>
    public ServerCertificates Current => Volatile.Read(ref _current);

    public SrpcServerTls Tls => Current.Tls;

    /// <summary>Why the files, as they are now, are not in use; null if they are.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Loads the certificates again if a file has changed. Returns whether new ones are active.</summary>
    public bool TryReload()
    {
        lock (_lock)
        {
            var stamps = Stamps();
            if (_fault is null && stamps.SequenceEqual(_loadedFrom))
            {
                return false;
            }

            _loadedFrom = stamps;
            try
            {
                var next = ServerCertificates.Load(_files, _timeProvider);
                var now = _timeProvider.GetUtcNow();
                if (next.FindFault(now) is { } fault && Current.FindFault(now) is null)
                {
                    throw new ImaginatorException(fault);
                }

                Volatile.Write(ref _current, next);
                Volatile.Write(ref _fault, null);
                CertificateLog.Reloaded(_logger, Current.ExpiresAt);
                WarnOfReaders();
                return true;
            }
            catch (ImaginatorException e)
            {
                // Perhaps only one of two files was replaced so far, or the certificate is not valid yet: each check tries again.
                if (_fault != e.Message)
                {
                    CertificateLog.NotReloaded(_logger, e.Message);
                }

                Volatile.Write(ref _fault, e.Message);
                return false;
            }
        }
    }

    private void WarnOfReaders()
    {
        if (FileTrust.FindReader(_files.Key) is { } fault)
        {
            CertificateLog.KeyIsReadable(_logger, _files.Key, fault);
        }
    }

    private ImmutableArray<FileStamp> Stamps() => [.. _files.All.Select(FileStamp.Of)];

    /// <summary>Differs between a file and the file that replaces it.</summary>
    private readonly record struct FileStamp(DateTime WrittenAt, long Length)
    {
        public static FileStamp Of(string path)
        {
            // Links are followed: renewing a certificate often changes the target of a link.
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return new FileStamp(target.LastWriteTimeUtc, target.Exists ? target.Length : -1);
        }
    }
}
