#!/usr/bin/perl
# A product for the tests: it answers /health and feeds systemd's watchdog, unless the file "behaviour" of its release says otherwise:
# healthy, unhealthy (says so), hangs (does neither), crashes.
use strict;
use warnings;
use FindBin;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;

open my $file, '<', "$FindBin::RealBin/behaviour" or die "behaviour: $!";
chomp(my $behaviour = <$file>);
print "edge-agent is $behaviour\n";
exit 7 if $behaviour eq 'crashes';

my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 8080, Listen => 5, ReuseAddr => 1) or die "listen: $!";
my $status = $behaviour eq 'unhealthy' ? 'degraded' : 'healthy';
my $body = qq({"status":"$status","metrics":{"cpu_percent":1,"disk_percent":1},"cloud":{"queue_depth":0},"agent":{"running":true}});

sub notify {
    my $path = $ENV{NOTIFY_SOCKET} or return;
    my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $path) or return;
    $socket->send(shift);
}

notify('READY=1');
sleep 3600 if $behaviour eq 'hangs';
my $waiting = IO::Select->new($listener);
while (1) {
    notify('WATCHDOG=1');
    next unless $waiting->can_read(0.5);
    my $client = $listener->accept or next;
    while (my $line = <$client>) { last if $line =~ /^\r?\n/ }
    print $client "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
    close $client;
}
